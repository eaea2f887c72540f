"""Logons and sealed messages by the GSS-API libraries of this machine, both sides in this process; see ../gssapi.bench.mjs.

The settings are the first argument, as JSON: username, password, target (host-based service), size of a message. Each line of standard
input is a JSON list [mechanism, what, count]; the answer is the CPU time it took, in milliseconds.
"""

import json
import os
import sys
import time

import gssapi
from gssapi import raw

settings = json.loads(sys.argv[1])
mechs = {"ntlm": gssapi.OID.from_int_seq("1.3.6.1.4.1.311.2.2.10"), "kerberos": gssapi.OID.from_int_seq("1.2.840.113554.1.2.2")}
target = gssapi.Name(settings["target"], gssapi.NameType.hostbased_service)
data = os.urandom(settings["size"])
names = ["mutual_authentication", "confidentiality", "integrity", "out_of_sequence_detection", "replay_detection"]
flags = sum(gssapi.RequirementFlag[name] for name in names)
kinds = raw.IOVBufferType


def initiator_credentials(mechanism):
    mech = mechs[mechanism]
    if mechanism == "kerberos":
        return gssapi.Credentials(usage="initiate", mechs=[mech])
    name = gssapi.Name(settings["username"], gssapi.NameType.user)
    return gssapi.Credentials(raw.acquire_cred_with_password(name, settings["password"].encode(), usage="initiate", mechs=[mech]).creds)


credentials = {name: (initiator_credentials(name), gssapi.Credentials(usage="accept", mechs=[mech])) for name, mech in mechs.items()}


def log_on(mechanism):
    ours, theirs = credentials[mechanism]
    initiator = gssapi.SecurityContext(usage="initiate", name=target, mech=mechs[mechanism], creds=ours, flags=flags)
    acceptor = gssapi.SecurityContext(usage="accept", creds=theirs)
    token = initiator.step()
    while token:
        answer = acceptor.step(token)
        token = initiator.step(answer) if answer and not initiator.complete else None
    assert initiator.complete and acceptor.complete
    return initiator, acceptor


def seal(mechanism, context):
    """As WinRM has it: the token apart from the data, which for NTLM is one after the other."""
    if mechanism == "ntlm":
        return context.wrap(data, True).message
    buffers = raw.IOV((kinds.header, True, None), (kinds.data, False, data), (kinds.padding, True, None), std_layout=False)
    raw.wrap_iov(context, buffers, True)
    return buffers[0].value, buffers[1].value


def unseal(mechanism, context, sealed):
    if mechanism == "ntlm":
        return context.unwrap(sealed).message
    buffers = raw.IOV((kinds.header, False, sealed[0]), (kinds.data, False, sealed[1]), (kinds.padding, False, b""), std_layout=False)
    raw.unwrap_iov(context, buffers)
    return buffers[1].value


def exchange(mechanism, initiator, acceptor):
    unseal(mechanism, acceptor, seal(mechanism, initiator))
    unseal(mechanism, initiator, seal(mechanism, acceptor))


def perform(mechanism, what, count):
    """Returns what is to be measured."""
    if what == "logon":
        return lambda: [exchange(mechanism, *log_on(mechanism)) for _ in range(count)]
    initiator, acceptor = log_on(mechanism)
    if what == "seal":
        return lambda: [seal(mechanism, initiator) for _ in range(count)]
    sealed = [seal(mechanism, initiator) for _ in range(count)]
    return lambda: [unseal(mechanism, acceptor, each) for each in sealed]


for line in sys.stdin:
    action = perform(*json.loads(line))
    started = time.process_time()
    action()
    print((time.process_time() - started) * 1000, flush=True)
