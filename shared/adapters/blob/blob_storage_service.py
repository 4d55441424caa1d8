"""BlobStorageService: artifacts in Azure Blob Storage (or Azurite)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from shared.domain.refs import Ref, blob_ref
from shared.errors import DependencyUnavailableError, NotFoundError

if TYPE_CHECKING:
    from azure.storage.blob.aio import BlobClient, ContainerClient

_DEPENDENCY = "blob storage"


class BlobStorageService:
    """Files by `blob://<container>/<path>`. Uploading the same path again replaces the file."""

    def __init__(self, connection_string: str, container: str) -> None:
        self._connection_string = connection_string
        self._container = container
        self._client: ContainerClient | None = None

    async def prepare(self) -> None:
        """Creates the container unless it is there."""
        from azure.core.exceptions import ResourceExistsError

        async with _reported():
            try:
                await self._connected().create_container()
            except ResourceExistsError:
                return

    async def upload(self, data: bytes, path: str, media_type: str) -> Ref:
        """Stores `data`; returns its reference."""
        from azure.storage.blob import ContentSettings

        async with _reported():
            await self._blob(path).upload_blob(
                data, overwrite=True, content_settings=ContentSettings(content_type=media_type)
            )
        return blob_ref(self._container, path)

    async def download(self, ref: Ref, offset: int = 0, length: int | None = None) -> bytes:
        """The file, or `length` bytes from `offset`; raises `NotFoundError`."""
        from azure.core.exceptions import ResourceNotFoundError

        async with _reported():
            try:
                stream = await self._blob(ref.tail).download_blob(offset or None, length)
                content: bytes = await stream.readall()
            except ResourceNotFoundError as exc:
                raise NotFoundError("file", str(ref)) from exc
        return content

    async def delete(self, ref: Ref) -> None:
        """Deletes the file; one that is gone is fine."""
        from azure.core.exceptions import ResourceNotFoundError

        async with _reported():
            try:
                await self._blob(ref.tail).delete_blob()
            except ResourceNotFoundError:
                return

    async def ping(self) -> None:
        """Raises `DependencyUnavailableError` unless the container answers."""
        async with _reported():
            await self._connected().get_container_properties()

    async def close(self) -> None:
        """Closes the connection."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _blob(self, path: str) -> BlobClient:
        return self._connected().get_blob_client(path)

    def _connected(self) -> ContainerClient:
        if self._client is None:
            from azure.storage.blob.aio import ContainerClient

            self._client = ContainerClient.from_connection_string(
                self._connection_string,
                self._container,
                retry_total=2,
                retry_connect=1,
                connection_timeout=2,
                read_timeout=20,
            )
        return self._client


@asynccontextmanager
async def _reported() -> AsyncIterator[None]:
    from azure.core.exceptions import AzureError

    try:
        async with asyncio.timeout(30):
            yield
    except (AzureError, TimeoutError, OSError) as exc:
        raise DependencyUnavailableError(_DEPENDENCY) from exc
