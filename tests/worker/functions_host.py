"""The site under Microsoft's own worker library, as Azure runs it on Python 3.13.

    .venv-worker/bin/python tests/worker/functions_host.py --port 7071
    .venv-worker/bin/python tests/worker/functions_host.py --check

Indexing, reading of requests, threads and writing of responses are azure-functions-runtime's, asked in this process
through its public handlers. The host's half (routes, HTTP) is quiz/web/wsgi.py. Settings come from the environment.
"""

import argparse
import asyncio
import json
import logging
import re
import sys
import threading
import uuid
from collections.abc import Callable, Coroutine
from email.utils import formatdate
from functools import partial
from http.cookies import Morsel
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import azure_functions_runtime as runtime
from google.protobuf import descriptor_pool, message_factory, timestamp_pb2
from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from quiz.settings import ROOT
from quiz.web.wsgi import Host, Request, Response, Trigger, prefixed

# ------------------------------------------------------------------ the messages

# FunctionRpc.proto, as far as it is used here. "x*" is repeated, "x>y" a map, "x/" a member of the oneof x.
# Nothing goes over a wire, so a field's number is its place.
PACKAGE = "AzureFunctionsRpcMessages"
SPEC = """
NullableString: string value
NullableDouble: double value
NullableBool: bool value
NullableTimestamp: google.protobuf.Timestamp value
RpcException: string stack_trace, string message
StatusResult: Status status, RpcException exception
WorkerMetadata: string runtime_name, string runtime_version, string worker_version, string worker_bitness,
    string>string custom_properties
WorkerInitRequest: string>string capabilities, string function_app_directory
WorkerInitResponse: string>string capabilities, StatusResult result, WorkerMetadata worker_metadata
BindingInfo: string type, Direction direction, DataType data_type
RpcFunctionMetadata: string name, string function_id, string directory, string script_file, string entry_point,
    string language, string>BindingInfo bindings, string* raw_bindings, string>string properties, bool is_proxy,
    bool managed_dependency_enabled, string retry_options
FunctionMetadataResponse: RpcFunctionMetadata* function_metadata_results, StatusResult result,
    bool use_default_metadata_indexing
FunctionLoadRequest: string function_id
FunctionLoadResponse: string function_id, StatusResult result
RpcTraceContext: string trace_parent, string trace_state, string>string attributes
RetryContext: int32 retry_count, int32 max_retry_count, RpcException exception
TypedData: bytes data/bytes, RpcHttp data/http
ParameterBinding: string name, TypedData rpc_data/data
RpcHttpCookie: string name, string value, NullableString domain, NullableString path,
    NullableTimestamp expires, NullableBool secure, NullableBool http_only, SameSite same_site, NullableDouble max_age
RpcHttp: string method, string url, string>string headers, TypedData body, string>string params, string status_code,
    string>string query, bool enable_content_negotiation, RpcHttpCookie* cookies
InvocationRequest: string invocation_id, string function_id, ParameterBinding* input_data,
    string>TypedData trigger_metadata, RpcTraceContext trace_context, RetryContext retry_context
InvocationResponse: string invocation_id, ParameterBinding* output_data, TypedData return_value, StatusResult result
"""
ENUMS = {
    "Status": "Failure Success Cancelled",
    "Direction": "in out inout",
    "DataType": "undefined string binary stream",
    "SameSite": "None Lax Strict ExplicitNone",
}
SAME_SITE = ("", "Lax", "Strict", "None")


def message_classes() -> SimpleNamespace:
    file = FileDescriptorProto(name="functions_host.proto", package=PACKAGE, syntax="proto3")
    file.dependency.append(timestamp_pb2.DESCRIPTOR.name)
    for name, fields in re.findall(r"(\w+): ([^:]+)(?=\n)", SPEC):
        message = file.message_type.add(name=name)
        for number, text in enumerate(fields.split(","), 1):
            add_field(message, number, *text.split())
    pool = descriptor_pool.Default()
    pool.Add(file)
    found = [pool.FindMessageTypeByName(f"{PACKAGE}.{message.name}") for message in file.message_type]
    return SimpleNamespace(**{message.name: message_factory.GetMessageClass(message) for message in found})


def add_field(message: DescriptorProto, number: int, kind: str, name: str) -> None:
    oneof, _, name = name.rpartition("/")
    field = message.field.add(name=name, number=number, label=FieldDescriptorProto.LABEL_OPTIONAL)
    if oneof:
        if not message.oneof_decl:
            message.oneof_decl.add(name=oneof)
        field.oneof_index = 0
    if kind.endswith("*") or ">" in kind:
        field.label = FieldDescriptorProto.LABEL_REPEATED
    kind = own_kind(message, name, kind.rstrip("*"))
    if hasattr(FieldDescriptorProto, f"TYPE_{kind.upper()}"):
        field.type = getattr(FieldDescriptorProto, f"TYPE_{kind.upper()}")
    else:  # whether it is a message or an enum, protobuf finds out
        field.type_name = f".{kind}" if kind.startswith("google.") else f".{PACKAGE}.{kind}"


def own_kind(message: DescriptorProto, name: str, kind: str) -> str:
    """An enum or a map (a repeated message of a key and a value) becomes a type inside the message."""
    if kind in ENUMS:
        enum = message.enum_type.add(name=kind)
        for number, value in enumerate(ENUMS[kind].split()):
            enum.value.add(name=value, number=number)
    elif ">" in kind:
        entry = message.nested_type.add(name=f"{name.title().replace('_', '')}Entry")
        entry.options.map_entry = True
        for number, (part, part_kind) in enumerate(zip(("key", "value"), kind.split(">"), strict=True), 1):
            add_field(entry, number, part_kind, part)
        kind = entry.name
    else:
        return kind
    return f"{message.name}.{kind}"


P: Any = message_classes()

# ------------------------------------------------------------------ the worker


class Refused(Exception):
    """By the worker, or by the host that gets the worker's answer."""


class Worker:
    """The library, on an event loop of its own as in Azure; each request's thread waits for it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def ask(self, handler: Callable[[Any], Coroutine[Any, Any, Any]], **content: Any) -> Any:
        message = SimpleNamespace(request=SimpleNamespace(**content), properties={"host": "127.0.0.1", "protos": P})
        answer = asyncio.run_coroutine_threadsafe(handler(message), self.loop).result()
        if answer.result.status != P.StatusResult.Success:
            raise Refused(answer.result.exception.stack_trace)
        return answer

    def functions(self) -> list[Any]:
        """Index function_app.py and load what it holds."""
        start = P.WorkerInitRequest(capabilities={"RpcHttpBodyOnly": "true"}, function_app_directory=str(ROOT))
        self.ask(runtime.worker_init_request, worker_init_request=start)
        indexed = self.ask(runtime.functions_metadata_request).function_metadata_results
        for function in indexed:
            load = P.FunctionLoadRequest(function_id=function.function_id)
            self.ask(runtime.function_load_request, function_load_request=load)
        runtime.start_threadpool_executor()
        return list(indexed)

    def trigger(self, function: Any) -> Trigger:
        binding = http_trigger(function)
        methods = frozenset(method.upper() for method in binding.get("methods", ()))
        route = prefixed(binding.get("route") or function.name)
        return Trigger(
            function.name, route, methods or None, partial(self.invoke, function.function_id, binding["name"])
        )

    def invoke(self, function_id: str, argument: str, request: Request) -> Response:
        body = P.TypedData(bytes=request.body) if request.body else None
        texts = {"headers": request.headers, "params": request.params, "query": request.query}
        http = P.TypedData(http=P.RpcHttp(method=request.method, url=request.url, body=body, **texts))
        data = [P.ParameterBinding(name=argument, data=http)]
        sent = P.InvocationRequest(invocation_id=str(uuid.uuid4()), function_id=function_id, input_data=data)
        try:
            return response_of(self.ask(runtime.invocation_request, invocation_request=sent).return_value.http)
        except Refused as problem:
            print(problem, file=sys.stderr)
            return Response(500)


def http_trigger(function: Any) -> dict[str, Any]:
    return next(binding for binding in map(json.loads, function.raw_bindings) if binding["type"] == "httpTrigger")


def response_of(http: Any) -> Response:
    """Raises Refused for what Kestrel, Azure's web server, does not send."""
    status, headers, body = int(http.status_code), list(http.headers.items()), http.body.bytes
    if body and status in (204, 205, 304):
        raise Refused(f"Kestrel: a body with status {status}")
    for name, value in headers:
        if re.search(r"[^\t\x20-\x7e]", name + value):
            raise Refused(f"Kestrel: the header {name}: {value!r}")
    return Response(status, headers, [morsel_of(cookie) for cookie in http.cookies], body)


def morsel_of(cookie: Any) -> Morsel[str]:
    morsel: Morsel[str] = Morsel()
    morsel.set(cookie.name, cookie.value, cookie.value)
    morsel["domain"], morsel["path"] = cookie.domain.value, cookie.path.value
    morsel["expires"] = formatdate(cookie.expires.value.seconds, usegmt=True) if cookie.HasField("expires") else ""
    morsel["max-age"] = str(int(cookie.max_age.value)) if cookie.HasField("max_age") else ""
    morsel["secure"], morsel["httponly"] = cookie.secure.value, cookie.http_only.value
    morsel["samesite"] = SAME_SITE[cookie.same_site]
    return morsel


# ------------------------------------------------------------------ the command


def main() -> None:
    parser = argparse.ArgumentParser(description="The site under Microsoft's worker library.")
    parser.add_argument("--port", type=int, default=7071, help="0: any that is free")
    parser.add_argument("--check", action="store_true", help="print the routes in the order tried, and stop")
    arguments = parser.parse_args()
    worker = Worker()
    try:
        functions = worker.functions()
        host = Host(map(worker.trigger, functions))
    except (Refused, ValueError) as problem:
        sys.exit(f"Azure would refuse this: {problem}")
    if arguments.check:
        print_routes(host, functions)
    else:
        serve(host, arguments.port)


def print_routes(host: Host, functions: list[Any]) -> None:
    levels = {function.name: http_trigger(function)["authLevel"] for function in functions}
    for trigger in host.triggers:
        methods = ",".join(sorted(trigger.methods or ["any"]))
        print(f"{methods:9} /{trigger.route.template.lstrip('/'):29} {trigger.name:17} {levels[trigger.name]}")


def serve(host: Host, port: int) -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # no line per request: an address may hold a token
    server = make_server("127.0.0.1", port, host, threaded=True)
    print(f"http://127.0.0.1:{server.port}/", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
