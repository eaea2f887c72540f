"""One side of a GSS-API exchange by the libraries of this machine, for tests.

The settings are the first argument, as JSON: mech (dotted), role, target (host-based service), username, password (omitted: the
default credential), flags (names), bindings (hex of the application data). Requests come on standard input: one letter, a
length of four bytes (big-endian) and that many bytes; replies go to standard output in the same form.

  t token      a step; replies with t and the next token, which may be empty
  w u          wrap, unwrap; W wraps without encryption
  s            sign
  v            verify: four bytes length of the signature, the signature, the data
  S            seal: four bytes length of a header that is only signed, the header, the data; replies with four bytes length of
               the token, the token, the data
  U            unseal: the same with the token between the lengths: length of the header, length of the token, header, token, data
  i            who the initiator is
  d            whose credentials an acceptor was handed
  k            the session key
  c            whether the context is complete: 1 or 0

An error is replied with ! and its text. The end of the input ends the peer.
"""

import json
import struct
import sys

import gssapi
from gssapi import raw

SESSION_KEY = gssapi.OID.from_int_seq("1.2.840.113554.1.2.2.5.5")


def main():
    context = make_context(json.loads(sys.argv[1]))
    while True:
        head = sys.stdin.buffer.read(5)
        if len(head) < 5:
            return
        operation, length = struct.unpack(">cI", head)
        payload = sys.stdin.buffer.read(length)
        try:
            reply(operation, perform(context, operation, payload))
        except Exception as error:
            reply(b"!", str(error).encode())


def make_context(settings):
    mech = gssapi.OID.from_int_seq(settings["mech"])
    bindings = settings.get("bindings")
    channel = None if bindings is None else raw.ChannelBindings(application_data=bytes.fromhex(bindings))
    if settings["role"] == "acceptor":
        return gssapi.SecurityContext(usage="accept", creds=acceptor_credentials(mech), channel_bindings=channel)
    target = gssapi.Name(settings["target"], gssapi.NameType.hostbased_service)
    flags = 0
    for name in settings.get("flags", []):
        flags |= gssapi.RequirementFlag[name]
    return gssapi.SecurityContext(
        usage="initiate", name=target, mech=mech, creds=initiator_credentials(settings, mech), flags=flags, channel_bindings=channel
    )


def acceptor_credentials(mech):
    return gssapi.Credentials(usage="accept", mechs=[mech])


def initiator_credentials(settings, mech):
    if "username" not in settings:
        return None
    name = gssapi.Name(settings["username"], gssapi.NameType.user)
    acquired = raw.acquire_cred_with_password(name, settings["password"].encode(), usage="initiate", mechs=[mech])
    return gssapi.Credentials(base=acquired.creds)


def perform(context, operation, payload):
    if operation == b"t":
        return context.step(payload if payload else None) or b""
    if operation == b"w":
        return context.wrap(payload, True).message
    if operation == b"W":
        return context.wrap(payload, False).message
    if operation == b"u":
        return context.unwrap(payload).message
    if operation == b"s":
        return context.get_signature(payload)
    if operation == b"v":
        (length,) = struct.unpack(">I", payload[:4])
        context.verify_signature(payload[4 + length :], payload[4 : 4 + length])
        return b""
    if operation == b"S":
        (length,) = struct.unpack(">I", payload[:4])
        header, data = payload[4 : 4 + length], payload[4 + length :]
        buffers = iov(header, data)
        raw.wrap_iov(context, buffers, True)
        token, padding = buffers[0].value, buffers[3].value or b""
        return struct.pack(">I", len(token)) + token + buffers[2].value + padding
    if operation == b"U":
        length, token_length = struct.unpack(">II", payload[:8])
        header, rest = payload[8 : 8 + length], payload[8 + length :]
        buffers = iov(header, rest[token_length:], rest[:token_length])
        raw.unwrap_iov(context, buffers)
        return buffers[2].value
    if operation == b"i":
        # gss-ntlmssp counts the terminating zero.
        return str(context.initiator_name).rstrip("\0").encode()
    if operation == b"d":
        return str(context.delegated_creds.name).encode()
    if operation == b"k":
        return raw.inquire_sec_context_by_oid(context, SESSION_KEY)[0]
    if operation == b"c":
        return b"1" if context.complete else b"0"
    raise ValueError("no such operation")


def iov(header, data, token=None):
    kinds = raw.IOVBufferType
    return raw.IOV(
        (kinds.header, token is None, token) if token is None else (kinds.header, False, token),
        (kinds.sign_only, False, header),
        (kinds.data, False, data),
        (kinds.padding, token is None, None if token is None else b""),
        std_layout=False,
    )


def reply(kind, payload):
    sys.stdout.buffer.write(struct.pack(">cI", kind, len(payload)) + payload)
    sys.stdout.buffer.flush()


main()
