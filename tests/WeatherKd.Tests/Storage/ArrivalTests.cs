using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WeatherKd.NumericalModels;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.Tests.NumericalModels;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Tests.Storage;

/// <summary>What both hosts' triggers call when a file lands, with files that are not as they should be.</summary>
public sealed partial class ArrivalTests : IAsyncLifetime
{
    private const string Observed = "station_id,valid_time,temperature_2m\n129,2021-01-30T05:00:00Z,3.5\n";
    private readonly string _connection;
    private readonly RaisedEvents _workflows = new();
    private readonly ServiceProvider _services;

    public ArrivalTests(AzuriteFixture azurite)
    {
        _connection = azurite.NewConnectionString();
        _services = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(new ConfigurationBuilder().AddInMemoryCollection([new("Storage:ConnectionString", _connection)]).Build())
            .AddSingleton<IWorkflowClient>(_workflows)
            .BuildServiceProvider();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private WeatherStorage Storage => _services.GetRequiredService<WeatherStorage>();

    public async ValueTask InitializeAsync() => await Storage.CreateContainersAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

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
        Assert.Empty(_workflows.Raised);
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
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_services.GetRequiredService<WorkFolder>().NewPath())!));
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
    public async Task OfABulletinWithASpoiledLineTheReportsAreStoredAndTheFileIsInQuarantineToo()
    {
        await HandleAsync(await UploadAsync("observations", "metar/12Z.TXT", "2021/01/30 12:00\nRKSI 301200Z CAVOK 03/M12 Q1027\n<br>\n"));

        Assert.True((await ReasonAsync("observations/metar/12Z.TXT"))!.PartlyUsed);
        Assert.Contains(await NamesAsync(Storage.Store), name => name.StartsWith("observations/2021-01/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARunFromTheFutureIsToldAndNotUsed()
    {
        const string Header = "station_id,run_time,lead_hours,temperature_2m\n";
        await HandleAsync(await UploadAsync(
            "numerical-model",
            "kma/both.csv",
            Header + "129,2021-01-30T00:00:00Z,1,3.5\n129,2150-01-30T00:00:00Z,1,3.5\n"));
        await HandleAsync(await UploadAsync("numerical-model", "kma/future.csv", Header + "129,2150-01-30T00:00:00Z,1,3.5\n"));

        var (both, future) = ((await ReasonAsync("numerical-model/kma/both.csv"))!, (await ReasonAsync("numerical-model/kma/future.csv"))!);
        Assert.Equal((true, "2150-01-30T00:00:00Z"), (both.PartlyUsed, both.Given));
        Assert.Equal((false, "2150-01-30T00:00:00Z"), (future.PartlyUsed, future.Given));
        var stored = (await NamesAsync(Storage.Store)).Where(n => n.StartsWith("teacher/", StringComparison.Ordinal)).ToList();
        Assert.StartsWith("teacher/kma/2021-01/", Assert.Single(stored), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("observations", Observed)]
    [InlineData("numerical-model", "station_id,run_time,lead_hours,temperature_2m\n129,2021-01-30T00:00:00Z,1,3.5\n")]
    public async Task OfAnArchiveTheFilesThatCanBeReadAreStoredAndTheOthersAreTold(string container, string content)
    {
        using var files = new TemporaryFiles();
        var zip = files.Zip(
            ("a.csv", Encoding.UTF8.GetBytes(content)),
            ("b.pdf", "%PDF-1.7"u8.ToArray()),
            ("c.csv", Encoding.UTF8.GetBytes(content.Replace("129", "152", StringComparison.Ordinal))));

        await HandleAsync(await UploadAsync(
            container,
            "kma/both.zip",
            BinaryData.FromBytes(await File.ReadAllBytesAsync(zip.Path, Cancel))));

        var reason = (await ReasonAsync($"{container}/kma/both.zip"))!;
        Assert.True(reason.PartlyUsed);
        Assert.StartsWith("b.pdf: The file is a PDF document.", reason.Reason, StringComparison.Ordinal);
        Assert.Contains(await NamesAsync(Storage.Store), n => n.Contains("/2021-01/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OfAnArchiveOfStationListsTheGoodOnesAreUsedAndTheOthersAreTold()
    {
        const string Header = "station_id,name,latitude,longitude,elevation\n";
        using var files = new TemporaryFiles();
        var zip = files.Zip(
            ("a.csv", Encoding.UTF8.GetBytes(Header + "129,Seosan,36.8,126.5,25\n")),
            ("b.csv", Encoding.UTF8.GetBytes(Header + "130,Uljin,91,129.4,50\n")),
            ("c.csv", Encoding.UTF8.GetBytes(Header + "131,Cheongju,36.6,127.4,57\n129,Elsewhere,0,0,0\n")));

        await HandleAsync(await UploadAsync("stations", "lists.zip", BinaryData.FromBytes(await File.ReadAllBytesAsync(zip.Path, Cancel))));

        var known = await _services.GetRequiredService<StationDirectory>().ReadAsync(Cancel);
        Assert.Equal([("129", 36.8), ("131", 36.6)], known.Select(s => (s.Id, s.Latitude!.Value)).Order());
        var reason = (await ReasonAsync("stations/lists.zip"))!;
        Assert.StartsWith("b.csv: ", reason.Reason, StringComparison.Ordinal);
        Assert.True(reason.PartlyUsed);
    }

    [Fact]
    public async Task FieldsThatCameBeforeTheirStationsAreUsedOnceTheStationsCome()
    {
        ((int, int, int) Parameter, int Height, float Value)[] fields = [((0, 0, 0), 2, 280), ((0, 1, 1), 2, 50), ((0, 2, 1), 10, 4)];
        var messages = Enumerable.Range(1, 24).SelectMany(lead => fields.Select(f =>
            new Grib2Message
            {
                Parameter = f.Parameter,
                Process = 96,
                Level = (103, f.Height),
                Lead = lead,
                Values = [.. Enumerable.Repeat(f.Value + (lead / 100f), 9)],
            }));
        await HandleAsync(await UploadAsync("numerical-model", "ldaps/run.grib2", BinaryData.FromBytes(Grib2Message.File([.. messages]))));
        Assert.Contains(
            "no value of a known variable at a known station",
            (await ReasonAsync("numerical-model/ldaps/run.grib2"))!.Reason,
            StringComparison.Ordinal);

        await HandleAsync(await UploadAsync(
            "stations",
            "stations.csv",
            "station_id,name,latitude,longitude,elevation\n129,Seosan,36.7766,126.4939,28.9\n"));

        Assert.Empty(await NamesAsync(Storage.Quarantine));
        var started = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal([RetrainingRequest.InstanceId("ldaps", started)], _workflows.Started);
        var (run, versions) = Assert.Single(await _services.GetRequiredService<RunLedger>()
            .VersionsAsync("ldaps", started.AddDays(-40), started, Cancel));
        Assert.Equal((started, "KMA, process 96"), (run, Assert.Single(versions)));
    }

    [Fact]
    public async Task EachRunOfAFileKeepsItsOwnGeneratingProcess()
    {
        await HandleAsync(await UploadAsync(
            "stations",
            "stations.csv",
            "station_id,name,latitude,longitude,elevation\n129,Seosan,36.7766,126.4939,28.9\n"));
        var messages = new[] { (Day: 1, Process: 96), (Day: 2, Process: 97) }.Select(run =>
            new Grib2Message
            {
                Run = new DateTime(2021, 1, run.Day, 0, 0, 0, DateTimeKind.Utc),
                Process = run.Process,
                Parameter = (0, 0, 0),
                Values = [.. Enumerable.Repeat(280f, 9)],
            });

        await HandleAsync(await UploadAsync(
            "numerical-model",
            "ldaps/backfill.grib2",
            BinaryData.FromBytes(Grib2Message.File([.. messages]))));

        var first = new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var versions = await _services.GetRequiredService<RunLedger>().VersionsAsync("ldaps", first, first.AddDays(1), Cancel);
        Assert.Equal(["KMA, process 96"], versions[first]);
        Assert.Equal(["KMA, process 97"], versions[first.AddDays(1)]);
    }

    [Fact]
    public async Task AFlaggedValueIsStoredAndNotReadAndARefusedRunStartsNothing()
    {
        var header = "station_id,run_time,lead_hours,temperature_2m\n";
        await HandleAsync(await UploadAsync(
            "numerical-model",
            "kma/good.csv",
            header + "129,2021-01-30T05:00:00Z,1,3.5\n129,2021-01-30T05:00:00Z,2,300\n129,2021-01-30T05:00:00Z,3,4\n"));
        await HandleAsync(await UploadAsync(
            "numerical-model",
            "kma/bad.csv",
            header + "129,2021-01-30T17:00:00Z,1,\n129,2021-01-30T17:00:00Z,2,\n"));

        var store = _services.GetRequiredService<TeacherStore>();
        var runs = Assert.Single(await store.ReadAsync(await store.ListAsync("kma", null, null, Cancel), null, Cancel));
        var values = new float[4];
        runs.FillAsOf(runs.RunHours[0], 0, runs.RunHours[0], values);
        Assert.Equal([float.NaN, 3.5f, float.NaN, 4f], values);
        Assert.Single(runs.RunHours);
        Assert.Single(_workflows.Started);
        Assert.Contains("is empty", (await ReasonAsync("numerical-model/kma/bad.csv"))!.Reason, StringComparison.Ordinal);
        var flagged = await _services.GetRequiredService<CheckLedger>().ReadAsync(DateTimeOffset.MinValue.AddYears(2000), Cancel);
        Assert.Equal(["empty", "range"], flagged.SelectMany(f => f.Flagged).Select(f => f.Test));
    }

    [Fact]
    public async Task AResultOfAJobThatNobodyAskedForTellsNobody()
    {
        await HandleAsync(await UploadAsync("training", $"stray/{TrainingJob.Result}", "{}"));

        Assert.Empty(_workflows.Raised);
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

        Assert.Equal([("retrain-kma", RetrainingWorkflow.TrainingEnded)], _workflows.Raised);
    }
}
