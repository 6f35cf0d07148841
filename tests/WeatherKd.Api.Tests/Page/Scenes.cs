using WeatherKd.Recent;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.TestSupport;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Api.Tests.Page;

/// <summary>Services in the states in which people see the page.</summary>
internal static class Scenes
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A scene by its name: empty, training, promoted, rejected, alarms, stations.</summary>
    public static async Task<ApiService> StartAsync(string scene, AzuriteFixture azurite)
    {
        var service = await ApiService.StartAsync(azurite, withWeather: scene != "empty");
        var storage = service.Get<WeatherStorage>();
        if (scene is "empty")
        {
            return service;
        }

        await FilesAsync(storage);
        if (scene is "training")
        {
            await TrainingAsync(service);
            return service;
        }

        var champion = await service.PromoteAsync();
        await SampleVerification.StoreAsync(storage, champion, Cancel);
        await SampleVerification.StoreSkillAsync(storage, null, Cancel, alarm: scene == "alarms");
        if (scene is "rejected")
        {
            var second = await service.RegisterAsync(plus: 3, dataset: "second");
            await SampleVerification.StoreAsync(storage, second, Cancel, passed: false);
            await service.Registry.RecordRejectionAsync(
                second,
                "retrain-kma-20210130T0600Z",
                "retraining retrain-kma-20210130T0600Z",
                "not met: better than the champion",
                Cancel);
            Ended(
                service,
                new RetrainingOutcome(
                    RetrainingVerdict.Rejected,
                    SampleWeather.Newest.AddHours(-6),
                    second,
                    ["not met: better than the champion", "met: better than the raw teacher"]));
        }
        else
        {
            Ended(
                service,
                new RetrainingOutcome(
                    RetrainingVerdict.Promoted,
                    SampleWeather.Newest.AddHours(-6),
                    champion,
                    ["met: better than the raw teacher"]));
        }

        if (scene is "alarms")
        {
            await QuarantineAsync(storage);
            service.Clock.Advance(TimeSpan.FromDays(3));
        }

        if (scene is "stations")
        {
            await ManyStationsAsync(service);
        }

        return service;
    }

    /// <summary>A file in quarantine, and the file itself where it arrived.</summary>
    public static async Task QuarantineAsync(WeatherStorage storage)
    {
        await storage.Observations.GetBlobClient("kma/2021-01.csv").UploadAsync(BinaryData.FromString("x"), overwrite: true, Cancel);
        await storage.Quarantine
            .GetBlobClient("observations/kma/2021-01.csv")
            .UploadAsync(BinaryData.FromString("x"), overwrite: true, Cancel);
        await storage.Quarantine.GetBlobClient("observations/kma/2021-01.csv.reason.json").WriteJsonAsync(
            new QuarantineReason(
                "observations/kma/2021-01.csv",
                "00",
                SampleWeather.Newest,
                "<b>Not</b> a time.",
                17,
                "time",
                "31 Feb",
                "ISO 8601",
                null,
                null,
                true),
            Cancel);
    }

    /// <summary>A training that is under way.</summary>
    public static async Task TrainingAsync(ApiService service)
    {
        await SampleVerification.StoreAsync(service.Get<WeatherStorage>(), new string('0', 32), Cancel);
        await service.Get<WeatherStorage>().Training.GetBlobClient("retrain-kma-live/request.json").WriteJsonAsync(
            new TrainingRequest("retrain-kma-live", "datasets/1", StudentVariant.Guided, new TrainingSettings()), Cancel);
        service.Workflows.Put(new WorkflowInstance(
            "retrain-kma-live",
            new RetrainingRequest("kma", SampleWeather.Newest, "run complete"),
            WorkflowState.Running,
            SampleWeather.Newest,
            SampleWeather.Newest,
            new RetrainingStatus(RetrainingStage.Training, SampleWeather.Newest, "retrain-kma-live", "training"), null, null));
    }

    private static void Ended(ApiService service, RetrainingOutcome outcome) => service.Workflows.Put(new WorkflowInstance(
        "retrain-kma-20210130T0600Z",
        new RetrainingRequest("kma", outcome.Run, "run complete"),
        WorkflowState.Completed,
        outcome.Run,
        outcome.Run.AddHours(1),
        null,
        outcome,
        null));

    private static async Task FilesAsync(WeatherStorage storage)
    {
        await storage.Stations.GetBlobClient("stations.csv").UploadAsync(BinaryData.FromString("x"), Cancel);
        foreach (var hour in Enumerable.Range(0, 6))
        {
            await storage.Observations
                .GetBlobClient($"kma/20210130T{hour:00}.csv")
                .UploadAsync(BinaryData.FromString(new string('x', 900 + hour)), Cancel);
        }

        await storage.NumericalModel
            .GetBlobClient("kma/2021013006.grib2")
            .UploadAsync(BinaryData.FromString(new string('x', 40_000)), Cancel);
    }

    private static async Task ManyStationsAsync(ApiService service)
    {
        var stations = Enumerable.Range(0, 300).Select(i => new Station(
            $"S{i:000}",
            i % 3 == 0 ? $"Place {i}" : null,
            i % 50 == 7 ? null : 33.2 + (i / 20 * 0.32),
            i % 50 == 7 ? null : 125.2 + (i % 20 * 0.22),
            10)).ToList();
        await service.Get<StationDirectory>().MergeAsync(stations, Cancel);
        var snapshot = service.Get<RecentSnapshot>();
        var rows = stations.SelectMany((s, i) => Enumerable.Range(-5, i % 9 == 0 ? 1 : 6)
            .Select(h => (Station: s.Id, Time: SampleWeather.Newest.AddHours(h))))
            .ToArray();
        await snapshot.ApplyAsync(
        [
            new Rows(
                Array.ConvertAll(rows, r => r.Station),
                Array.ConvertAll(rows, r => r.Time),
                new Dictionary<string, double[]>(StringComparer.Ordinal)
                {
                    ["temperature_2m"] = Array.ConvertAll(
                        rows,
                        r => SampleWeather.Temperature(r.Time) + 12 - (int.Parse(r.Station[1..]) / 20 * 1.6)),
                }),
        ], SampleWeather.Newest, Cancel);
    }
}
