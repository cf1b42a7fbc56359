/**
 * Like `Promise.all()`, but waits until every promise is settled, so that nothing is still running
 * after a failure.
 *
 * @throws The reason of the first promise that rejects.
 */
export async function settleAll<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [Key in keyof T]: Awaited<T[Key]> }> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}
