"""Writes and reads records with the serializers of Confluent's client for Python.

confluent_peer.py write BROKERS REGISTRY PREFIX    to the topics PREFIX-avro, -json and -protobuf
confluent_peer.py read BROKERS REGISTRY PREFIX     prints what is in them, as JSON
"""

import datetime
import decimal
import json
import sys

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

mode, brokers, registry, prefix = sys.argv[1:5]
client = SchemaRegistryClient({"url": registry})
VALUE = MessageField.VALUE

AVRO = json.dumps({
    "type": "record", "name": "Order", "namespace": "shop", "fields": [
        {"name": "id", "type": "long"},
        {"name": "name", "type": "string"},
        {"name": "price", "type": {
            "type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "counts", "type": {"type": "map", "values": "int"}},
        {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "PAID"]}},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "maybe", "type": ["null", "string"]},
        {"name": "number", "type": ["null", "long", "double"]},
        {"name": "ratio", "type": "float"},
        {"name": "raw", "type": {"type": "fixed", "name": "Four", "size": 4}},
        {"name": "child", "type": ["null", "Order"]},
    ],
})
JSON = json.dumps({
    "$schema": "http://json-schema.org/draft-07/schema#", "title": "Order", "type": "object",
    "properties": {"amount": {"type": "number"}},
})


def order(child):
    return {
        "id": 9007199254740993, "name": "Zo\u00eb", "price": decimal.Decimal("-12.34"),
        "tags": ["a", "b"], "counts": {"x": 1}, "state": "PAID",
        "at": datetime.datetime(2026, 1, 31, 12, 0, 0, 123000, tzinfo=datetime.timezone.utc),
        "day": datetime.date(2026, 1, 31), "maybe": None, "number": 2.5, "ratio": 0.1,
        "raw": b"\x00\xff\x01\x02", "child": child,
    }


def message_types():
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="shop.proto", package="shop", syntax="proto3")
    first = file.message_type.add(name="First")
    first.field.add(name="x", number=1, type=field.TYPE_INT32, label=1)
    outer = file.message_type.add(name="Outer")
    outer.field.add(name="id", number=1, type=field.TYPE_INT64, label=1)
    inner = outer.nested_type.add(name="Inner")
    inner.field.add(name="big", number=1, type=field.TYPE_UINT64, label=1)
    inner.field.add(name="names", number=2, type=field.TYPE_STRING, label=3)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    names = ["shop.First", "shop.Outer", "shop.Outer.Inner"]
    return [message_factory.GetMessageClass(pool.FindMessageTypeByName(name)) for name in names]


def write():
    first, outer, inner = message_types()
    values = {
        "avro": [(AvroSerializer(client, AVRO), order(order(None)))],
        "json": [(JSONSerializer(JSON, client), {"amount": 3.5})],
        "protobuf": [
            (ProtobufSerializer(each, client, {"use.deprecated.format": False}), value)
            for each, value in [
                (first, first(x=5)),
                (outer, outer(id=-7)),
                (inner, inner(big=2**64 - 1, names=["\u00e9"])),
            ]
        ],
    }
    producer = Producer({"bootstrap.servers": brokers})
    for kind, records in values.items():
        topic = f"{prefix}-{kind}"
        for serialize, value in records:
            producer.produce(topic, serialize(value, SerializationContext(topic, VALUE)))
    assert producer.flush(60) == 0


def read():
    inner = message_types()[2]
    readers = {
        "avro": AvroDeserializer(client),
        "json": JSONDeserializer(JSON),
        "protobuf": ProtobufDeserializer(inner, {"use.deprecated.format": False}),
    }
    for kind, deserialize in readers.items():
        topic = f"{prefix}-{kind}"
        consumer = Consumer({
            "bootstrap.servers": brokers, "group.id": prefix, "enable.partition.eof": True,
        })
        consumer.assign([TopicPartition(topic, 0, 0)])
        while True:
            message = consumer.poll(60)
            assert message is not None, "no message"
            if message.error():
                break
            value = deserialize(message.value(), SerializationContext(topic, VALUE))
            if kind == "protobuf":
                value = json_format.MessageToDict(value)
            print(json.dumps([kind, value], default=str))
        consumer.close()


{"write": write, "read": read}[mode]()
