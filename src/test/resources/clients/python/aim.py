"""Aims azure.ai.ml, which is left as it is packaged, at an emulator.

The client builds addresses of the public cloud. `aim` stands where DNS and TLS would: it sends what goes to Azure's names
to the emulator instead, and lets bearer tokens go to this machine without TLS. Tokens come from the emulator's own door.
"""

import json
import logging
import os
import re
import time
import urllib.request
from types import SimpleNamespace

from azure.core.pipeline.policies import BearerTokenCredentialPolicy
from azure.core.pipeline.transport import RequestsTransport

EMULATOR = os.environ.get("EMULATOR", "http://127.0.0.1:8081").rstrip("/")
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
GROUP = "rg-modelrelease"

_BLOB = re.compile(r"https://([a-z0-9]+)\.blob\.core\.windows\.net(?::443)?")
_CLOUD = re.compile(r"https://(?:management\.azure\.com|[a-z0-9.]+\.api\.azureml\.ms)(?::443)?")

# the longest wait between two looks at an operation, in seconds
PATIENCE = 0.2


def here(url):
    """The emulator's address for an address of Azure."""
    return _CLOUD.sub(EMULATOR, _BLOB.sub(lambda found: f"{EMULATOR}/{found.group(1)}", url, count=1), count=1)


def _patch():
    send = RequestsTransport.send

    def sent(self, request, **options):
        request.url = here(request.url)
        return send(self, request, **options)

    def short(self, duration):
        time.sleep(min(duration, PATIENCE))

    RequestsTransport.send = sent
    RequestsTransport.sleep = short
    BearerTokenCredentialPolicy._enforce_https = staticmethod(lambda request: request.context.options.pop("enforce_https", None))


_patch()


class EmulatorCredential:
    """Tokens as Microsoft Entra would give them, for the audience of a scope."""

    def get_token(self, *scopes, **_):
        audience = re.sub(r"/+\.default$", "", scopes[0])
        order = urllib.request.Request(
            EMULATOR + "/_emulator/token",
            data=json.dumps({"audience": audience}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(order) as answer:
            token = json.load(answer)
        return SimpleNamespace(token=token["access_token"], expires_on=int(token["expires_on"]))


def workspace(name="mlw-dev"):
    """An MLClient of a workspace."""
    return _client(subscription_id=SUBSCRIPTION, resource_group_name=GROUP, workspace_name=name)


def registry(name="mlr-staging"):
    """An MLClient of a registry."""
    return _client(registry_name=name)


def _client(**scope):
    from azure.ai.ml import MLClient

    logging.getLogger("azure").setLevel(logging.ERROR)
    return MLClient(EmulatorCredential(), show_progress=False, **scope)


def eventually(look, not_yet, seconds=20):
    """What `look` finds; tries again while it fails with `not_yet`."""
    until = time.monotonic() + seconds
    while True:
        try:
            return look()
        except not_yet:
            if time.monotonic() > until:
                raise
            time.sleep(PATIENCE)


def cluster(client, name="cpu"):
    """The name of a cluster that is there."""
    from azure.ai.ml.entities import AmlCompute

    client.compute.begin_create_or_update(AmlCompute(name=name, size="STANDARD_DS3_V2", max_instances=2)).result()
    return name
