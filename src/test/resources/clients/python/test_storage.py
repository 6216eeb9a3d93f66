"""azure.storage.blob at the storage of a workspace."""

import os
import unittest

import aim
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import BlobBlock, ContainerClient, ContentSettings

SIGNATURE = "sv=2021-12-02&sr=c&sp=racwdl&sig=any"


class StorageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.container = ContainerClient.from_container_url(f"{aim.EMULATOR}/stmlwdev/azureml-blobstore?{SIGNATURE}")

    def test_keeps_what_is_uploaded(self):
        blob = self.container.get_blob_client("kept/a b+c.txt")
        self.assertFalse(blob.exists())
        blob.upload_blob(b"hello", metadata={"purpose": "test", "name": "a"})
        self.assertTrue(blob.exists())
        found = blob.get_blob_properties()
        self.assertEqual(5, found.size)
        self.assertEqual({"purpose": "test", "name": "a"}, found.metadata)
        self.assertEqual(b"hello", blob.download_blob().readall())
        self.assertEqual(b"ell", blob.download_blob(offset=1, length=3).readall())
        with self.assertRaises(ResourceExistsError):
            blob.upload_blob(b"again")
        blob.upload_blob(b"other", overwrite=True)
        self.assertEqual(b"other", blob.download_blob().readall())
        blob.delete_blob()
        with self.assertRaises(ResourceNotFoundError):
            blob.download_blob()

    def test_takes_large_files_in_blocks(self):
        content = os.urandom(9 * 1024 * 1024)
        blob = ContainerClient.from_container_url(
            f"{aim.EMULATOR}/stmlwdev/azureml-blobstore?{SIGNATURE}", max_block_size=1 << 20, max_single_put_size=1 << 20
        ).get_blob_client("large/bytes")
        blob.upload_blob(content, max_concurrency=4)
        self.assertEqual(content, blob.download_blob(max_concurrency=4).readall())

    def test_stages_and_commits_blocks_in_the_order_of_the_list(self):
        blob = self.container.get_blob_client("blocks/staged")
        blob.stage_block("b1", b"one")
        blob.stage_block("b2", b"two")
        blob.commit_block_list([BlobBlock("b2"), BlobBlock("b1"), BlobBlock("b2")], metadata={"k": "v"})
        self.assertEqual(b"twoonetwo", blob.download_blob().readall())
        committed, uncommitted = blob.get_block_list("all")
        self.assertEqual(["b2", "b1", "b2"], [block.id for block in committed])
        self.assertEqual([], uncommitted)
        with self.assertRaises(HttpResponseError) as refused:
            blob.commit_block_list([BlobBlock("none")])
        self.assertEqual("InvalidBlockList", refused.exception.error_code)

    def test_lists_by_prefix_folder_and_page(self):
        for name in ("listed/a", "listed/b/c", "listed/b/d", "listed/e"):
            self.container.upload_blob(name, b"x", metadata={"n": "1"})
        self.assertEqual(
            ["listed/a", "listed/b/c", "listed/b/d", "listed/e"],
            [blob.name for blob in self.container.list_blobs(name_starts_with="listed/")],
        )
        self.assertEqual(
            ["listed/a", "listed/b/", "listed/e"], sorted(blob.name for blob in self.container.walk_blobs("listed/", delimiter="/"))
        )
        pages = self.container.list_blobs(name_starts_with="listed/", results_per_page=3, include=["metadata"]).by_page()
        sizes = [[blob.metadata for blob in page] for page in pages]
        self.assertEqual([[{"n": "1"}] * 3, [{"n": "1"}]], sizes)

    def test_copies_and_remembers_the_type(self):
        source = self.container.get_blob_client("copied/from")
        source.upload_blob(b"x", content_settings=ContentSettings(content_type="text/csv"), metadata={"n": "1"})
        target = self.container.get_blob_client("copied/to")
        self.assertEqual("success", target.start_copy_from_url(source.url)["copy_status"])
        found = target.get_blob_properties()
        self.assertEqual("text/csv", found.content_settings.content_type)
        self.assertEqual({"n": "1"}, found.metadata)

    def test_appends(self):
        blob = self.container.get_blob_client("appended/log")
        blob.create_append_blob()
        blob.append_block(b"one ")
        blob.append_block(b"two")
        self.assertEqual(b"one two", blob.download_blob().readall())

    def test_changes_only_what_is_as_it_was(self):
        blob = self.container.get_blob_client("conditions/x")
        first = blob.upload_blob(b"1")
        from azure.core import MatchConditions

        blob.upload_blob(b"22", overwrite=True)
        with self.assertRaises(HttpResponseError) as refused:
            blob.upload_blob(b"3", overwrite=True, etag=first["etag"], match_condition=MatchConditions.IfNotModified)
        self.assertEqual(412, refused.exception.status_code)

    def test_refuses_without_signature_and_without_container(self):
        with self.assertRaises(HttpResponseError) as refused:
            ContainerClient.from_container_url(f"{aim.EMULATOR}/stmlwdev/azureml-blobstore").get_blob_client("x").download_blob()
        self.assertEqual(403, refused.exception.status_code)
        with self.assertRaises(ResourceNotFoundError) as refused:
            ContainerClient.from_container_url(f"{aim.EMULATOR}/stmlwdev/none?{SIGNATURE}").get_container_properties()
        self.assertEqual("ContainerNotFound", refused.exception.error_code)
