using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.Retraining;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Tests.Storage;

/// <summary>Files that are not as they should be, or change while they are read, and results of trainings.</summary>
public sealed class ArrivalTests(AzuriteFixture azurite) : ArrivalTestBase(azurite)
{
    [Theory]
    [InlineData("observations")]
    [InlineData("numerical-model")]
    [InlineData("stations")]
    public async Task AnEmptyBlobGoesToQuarantineHoweverOftenItIsDelivered(string container)
    {
        var blob = await UploadAsync(container, "kma/empty.csv", string.Empty);

        await HandleAsync(blob);
        await HandleAsync(blob);

        Assert.Contains("The file is empty.", (await ReasonAsync($"{container}/kma/empty.csv"))!.Reason, StringComparison.Ordinal);
        Assert.Equal(2, (await NamesAsync(Storage.Quarantine)).Count);
        Assert.Empty(await NamesAsync(Storage.Store));
    }

    [Theory]
    [InlineData("observations")]
    [InlineData("numerical-model")]
    [InlineData("stations")]
    [InlineData("training")]
    public async Task ABlobThatIsDeletedBeforeItIsReadIsNobodysFault(string container)
    {
        await HandleAsync(Container(container).GetBlobClient($"job/{TrainingJob.Result}"));

        Assert.Empty(await NamesAsync(Storage.Quarantine));
        Assert.Empty(Workflows.Raised);
    }

    [Fact]
    public async Task ABlobThatIsDeletedWhileItIsReadIsNobodysFault()
    {
        var blob = await UploadAsync("observations", "129.csv", Observed);

        await HandleAsync(blob, afterItsProperties: _ => blob.DeleteAsync(cancellationToken: Cancel));

        Assert.Empty(await NamesAsync(Storage.Quarantine));
        Assert.Empty(await NamesAsync(Storage.Store));
    }

    [Fact]
    public async Task ABlobThatIsOverwrittenWhileItIsReadIsStoredInItsNewVersionAlone()
    {
        var blob = await UploadAsync("observations", "129.csv", Observed);
        var overwritten = Observed.Replace("3.5", "4.5", StringComparison.Ordinal);

        await HandleAsync(blob, afterItsProperties: async time =>
        {
            if (time == 1)
            {
                await blob.UploadAsync(BinaryData.FromString(overwritten), overwrite: true, Cancel);
            }
        });

        Assert.Equal(
            [$"observations/2021-01/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(overwritten)))}.parquet"],
            (await NamesAsync(Storage.Store)).Where(n => n.StartsWith("observations/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ABlobThatNeverHoldsStillIsLeftToALaterTryAndLeavesNoFileBehind()
    {
        var blob = await UploadAsync("observations", "129.csv", Observed);

        var error = await Assert.ThrowsAsync<Azure.RequestFailedException>(() => HandleAsync(blob, afterItsProperties: time =>
            blob.UploadAsync(BinaryData.FromString($"{Observed}129,2021-01-30T06:00:00Z,{time}\n"), overwrite: true, Cancel)));

        Assert.Equal(412, error.Status);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Services.GetRequiredService<WorkFolder>().NewPath())!));
    }

    [Fact]
    public async Task AFolderThatCannotNameAModelIsQuarantinedWithItsReason()
    {
        await HandleAsync(await UploadAsync(
            "numerical-model",
            "what is this?/run.csv",
            "station_id,run_time,lead_hours,temperature_2m\n129,2021-01-30T05:00:00Z,1,3.5\n"));

        Assert.Contains(
            "The folder that names the model",
            (await ReasonAsync("numerical-model/what is this?/run.csv"))!.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AResultOfAJobThatNobodyAskedForTellsNobody()
    {
        await HandleAsync(await UploadAsync("training", $"stray/{TrainingJob.Result}", "{}"));

        Assert.Empty(Workflows.Raised);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"job\": 17")]
    public async Task AResultThatCannotBeReadStillEndsTheWait(string result)
    {
        await UploadAsync(
            "training",
            $"job/{TrainingJob.Request}",
            """{"job":"job","dataset":"d","variant":"guided","settings":{},"instance":"retrain-kma"}""");

        await HandleAsync(await UploadAsync("training", $"job/{TrainingJob.Result}", result));

        Assert.Equal([("retrain-kma", RetrainingWorkflow.TrainingEnded)], Workflows.Raised);
    }
}
