using System.Text.Json;
using WeatherKd.Retraining.Steps;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Tests.Retraining;

/// <summary>Whether a job that died had come further than when it was started.</summary>
public sealed class JobProgressTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnEpochOverTheArchiveIsProgressAndANoteIsNone()
    {
        var storage = await azurite.NewStorageAsync();
        Assert.Equal(0, await EpochsAsync());

        Assert.Equal(0, await EpochsAsync(Note("The teacher's archive taught this model before.")));
        Assert.Equal(2, await EpochsAsync(Of(0, 30, "The teacher's archive, epoch 1"), Of(0, 31, "The teacher's archive, epoch 2")));
        Assert.Equal(3, await EpochsAsync(Of(0, 30, "Member 1 of 3"), Of(1, 12), Of(2, 12), Note("The loss exploded in epoch 3")));

        async Task<int> EpochsAsync(params TrainingProgress[] lines)
        {
            if (lines.Length > 0)
            {
                var text = string.Join('\n', lines.Select(l => JsonSerializer.Serialize(l, WeatherJson.Compact))) + "\n{\"epoch\":9,\"sec";
                await storage.Training
                    .GetBlobClient($"job/{TrainingJob.Progress}")
                    .UploadAsync(BinaryData.FromString(text), overwrite: true, Cancel);
            }

            return await JobProgress.EpochsAsync(storage, "job", Cancel);
        }
    }

    private static TrainingProgress Note(string text) => Of(0, 0, text);

    private static TrainingProgress Of(int epoch, double seconds, string? note = null) => new(epoch, 0.5, 0.5, 0.001, seconds, 900, note);
}
