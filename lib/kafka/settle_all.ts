/**
 * As `Promise.all()`, but settles only once every promise has: nothing goes on after a failure.
 *
 * @throws The reason of a promise that is rejected.
 */
export async function settleAll<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [Key in keyof T]: Awaited<T[Key]> }> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}
