using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Students;

public sealed class StudentRegistryTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Noon = new(2021, 2, 1, 12, 0, 0, TimeSpan.Zero);
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AStudentRegisteredTwiceIsOneStudentWhoseFolderDoesNotChange()
    {
        var (registry, storage) = await NewAsync();
        var first = await RegisterAsync(registry, 1);
        var before = await BlobsAsync(storage);
        var second = await RegisterAsync(registry, 1);
        Assert.Equal(first, second with { Lineage = first.Lineage, Units = first.Units });
        Assert.Equal("°C", first.Units["temperature_2m"]);
        Assert.Equal(before, await BlobsAsync(storage));
        Assert.Contains($"{first.Id}/checkpoint", before.Keys);
        Assert.Contains($"{first.Id}/curves.jsonl", before.Keys);
    }

    [Fact]
    public async Task TheIdDependsOnFileAndDatasetAndOnNoClockOrDevice()
    {
        var one = await RegisterAsync((await NewAsync(Noon)).Registry, 1);
        var later = await RegisterAsync((await NewAsync(Noon.AddDays(3))).Registry, 1, device: "cuda");
        var otherData = await RegisterAsync((await NewAsync()).Registry, 1, dataset: "other");
        Assert.Equal(one.Id, later.Id);
        Assert.NotEqual(one.Id, otherData.Id);
    }

    [Fact]
    public async Task AFolderWithoutManifestIsNotAStudent()
    {
        var (registry, storage) = await NewAsync();
        var id = new string('a', 32);
        await storage.Students.GetBlobClient($"{id}/student.onnx").UploadAsync(HandMadeStudent.Write(1), Cancel);
        Assert.Null(await registry.FindAsync(id, Cancel));
        Assert.Empty(await registry.ListAsync(Cancel));
    }

    [Fact]
    public async Task AManifestEditedByHandIsListedAsDamagedAndNotServed()
    {
        var (registry, storage) = await NewAsync();
        var student = await RegisterAsync(registry, 1);
        var blob = storage.Students.GetBlobClient($"{student.Id}/manifest.json");
        var text = (await blob.DownloadContentAsync(Cancel)).Value.Content.ToString();
        await blob.UploadAsync(
            BinaryData.FromString(text.Replace("\"bestEpoch\": 6", "\"bestEpoch\": 9", StringComparison.Ordinal)),
            overwrite: true,
            Cancel);

        var listed = Assert.Single(await NewRegistry(storage).ListAsync(Cancel));
        Assert.Contains("changed after it was written", listed.Fault, StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<StudentDamagedException>(() => registry.OpenSessionAsync(student.Id, Cancel));
        Assert.Contains("Restore the blob", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAlteredOnnxFileIsNeverLoaded()
    {
        var (registry, storage) = await NewAsync();
        var student = await RegisterAsync(registry, 1);
        await storage.Students.GetBlobClient($"{student.Id}/student.onnx").UploadAsync(HandMadeStudent.Write(2), overwrite: true, Cancel);
        var refusal = await Assert.ThrowsAsync<StudentDamagedException>(() => registry.OpenSessionAsync(student.Id, Cancel));
        Assert.Contains(student.OnnxSha256, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingOnnxFileIsNamed()
    {
        var (registry, storage) = await NewAsync();
        var student = await RegisterAsync(registry, 1);
        await storage.Students.GetBlobClient($"{student.Id}/student.onnx").DeleteAsync(cancellationToken: Cancel);
        var refusal = await Assert.ThrowsAsync<StudentDamagedException>(() => registry.OpenSessionAsync(student.Id, Cancel));
        Assert.Contains($"students/{student.Id}/student.onnx is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALongListIsTheSameFromTheIndexAndFromTheFolders()
    {
        var (registry, storage) = await NewAsync();
        for (var i = 0; i < 100; i++)
        {
            await RegisterAsync(registry, i);
        }

        var fromFolders = await NewRegistry(storage).ListAsync(Cancel);
        Assert.True(await storage.Students.GetBlobClient("index.json").ExistsAsync(Cancel));
        var fromIndex = await NewRegistry(storage).ListAsync(Cancel);
        Assert.Equal(100, fromIndex.Count);
        Assert.Equal(fromFolders.Select(s => s.Id), fromIndex.Select(s => s.Id));
        await storage.Students.GetBlobClient("index.json").UploadAsync(BinaryData.FromString("{\"edited\": 1}"), overwrite: true, Cancel);
        Assert.Equal(100, (await NewRegistry(storage).ListAsync(Cancel)).Count);
    }

    [Theory]
    [InlineData("../champion")]
    [InlineData("")]
    [InlineData("history")]
    public async Task AnIdFromOutsideThatIsNoIdFindsNothing(string id)
    {
        var (registry, _) = await NewAsync();
        Assert.Null(await registry.FindAsync(id, Cancel));
    }

    private async Task<(StudentRegistry Registry, WeatherStorage Storage)> NewAsync(DateTimeOffset? now = null)
    {
        var storage = await azurite.NewStorageAsync();
        return (NewRegistry(storage, now), storage);
    }

    private static StudentRegistry NewRegistry(WeatherStorage storage, DateTimeOffset? now = null) =>
        new(storage, new FakeTimeProvider(now ?? Noon), NullLogger<StudentRegistry>.Instance);

    private static Task<StudentManifest> RegisterAsync(
        StudentRegistry registry,
        float plus,
        string dataset = "dataset",
        string device = "cpu") =>
        registry.RegisterAsync(
            new NewStudent
            {
                Onnx = HandMadeStudent.Write(plus, dataset),
                Job = "retrain-kma-20210201T0000Z",
                NewestRun = Noon.AddHours(-7),
                Device = device,
                Checkpoint = BinaryData.FromString("weights"),
                Curves = BinaryData.FromString("{}"),
            },
            Cancel);

    private static async Task<Dictionary<string, Azure.ETag?>> BlobsAsync(WeatherStorage storage)
    {
        var found = new Dictionary<string, Azure.ETag?>(StringComparer.Ordinal);
        await foreach (var blob in storage.Students.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, Cancel))
        {
            found.Add(blob.Name, blob.Properties.ETag);
        }

        return found;
    }
}
