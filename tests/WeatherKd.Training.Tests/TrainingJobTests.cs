using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text.Json;
using WeatherKd.Alignment;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.Telemetry;
using WeatherKd.TestSupport;
using WeatherKd.Training.Jobs;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Tests;

/// <summary>The job against real storage: request in, student and result out.</summary>
[Collection(OneLibtorch.Name)]
public sealed class TrainingJobTests(AzuriteFixture azurite)
{
    private const string Job = "simulated-1";
    private const string Dataset = "datasets/simulated";

    private static readonly TrainingSettings Small = new() { Epochs = 2, HiddenSize = 8, BatchSize = 32, Device = "cpu" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AJobLeavesItsStudentItsProgressAndItsResult()
    {
        var storage = await AskAsync(new SimulatedWeather().Windows());

        var exit = await new TrainingJobExecution(storage).RunAsync(Job, Cancel);

        var result = (await storage.Training.GetBlobClient($"{Job}/{TrainingJob.Result}").TryReadJsonAsync<TrainingResult>(Cancel))!.Value;
        var onnx = (await storage.Training
            .GetBlobClient($"{Job}/{TrainingJob.Student}")
            .DownloadContentAsync(Cancel)).Value.Content.ToArray();
        Assert.Equal(TrainingJob.ExitTrained, exit);
        Assert.True(result.Trained);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(onnx)), result.StudentSha256);
        using var session = StudentSession.Load(onnx, result.StudentSha256!);
        Assert.Equal("simulated-model", session.Lineage.Model);
        Assert.Equal([1, 2], (await ProgressAsync(storage)).Select(p => p.Epoch));
        var parity = (await storage.Training.GetBlobClient($"{Job}/{TrainingJob.Parity}").TryReadJsonAsync<ParityCases>(Cancel))!.Value;
        Assert.True(parity.Fit(session.Lineage));
        var forecast = parity.Run(session);
        Assert.All(
            forecast.Mean.Concat(forecast.Quantiles).Zip(parity.Expected),
            p => Assert.Equal(p.Second, p.First, 1e-3 * Math.Max(1, Math.Abs(p.Second))));
    }

    [Fact]
    public async Task AJobAndItsResultBelongToTheTraceOfWhatAskedForItAndItsEpochsAreMeasured()
    {
        var storage = await AskAsync(
            new SimulatedWeather().Windows(),
            traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WeatherTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var epochs = new ConcurrentQueue<int>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "weatherkd.training.epoch")
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<int>((_, epoch, _, _) => epochs.Enqueue(epoch));
        meters.Start();

        await new TrainingJobExecution(storage).RunAsync(Job, Cancel);

        var span = Assert.Single(spans, s => s.OperationName == "train" && s.TraceId.ToHexString() == "4bf92f3577b34da6a3ce929d0e0e4736");
        Assert.Equal("00f067aa0ba902b7", span.ParentSpanId.ToHexString());
        var result = (await storage.Training.GetBlobClient($"{Job}/{TrainingJob.Result}").TryReadJsonAsync<TrainingResult>(Cancel))!.Value;
        Assert.Equal(span.Id, result.TraceParent);
        Assert.Superset(new HashSet<int> { 1, 2 }, epochs.ToHashSet());
    }

    [Fact]
    public async Task AJobThatIsDoneIsNotDoneAgain()
    {
        var storage = await AskAsync(new SimulatedWeather().Windows());
        await new TrainingJobExecution(storage).RunAsync(Job, Cancel);
        var before = (await storage.Training
            .GetBlobClient($"{Job}/{TrainingJob.Result}")
            .GetPropertiesAsync(cancellationToken: Cancel)).Value.ETag;

        var exit = await new TrainingJobExecution(storage).RunAsync(Job, Cancel);

        Assert.Equal(TrainingJob.ExitTrained, exit);
        Assert.Equal(
            before,
            (await storage.Training.GetBlobClient($"{Job}/{TrainingJob.Result}").GetPropertiesAsync(cancellationToken: Cancel)).Value.ETag);
        Assert.Equal(2, (await ProgressAsync(storage)).Count);
    }

    [Fact]
    public async Task DataThatCannotBeTrainedOnEndsTheJobWithAReasonAndTheCodeThatForbidsAnotherTry()
    {
        var storage = await AskAsync(new SimulatedWeather { Days = 12, Stations = 1 }.Windows());

        var exit = await new TrainingJobExecution(storage).RunAsync(Job, Cancel);

        var result = (await storage.Training.GetBlobClient($"{Job}/{TrainingJob.Result}").TryReadJsonAsync<TrainingResult>(Cancel))!.Value;
        Assert.Equal(TrainingJob.ExitUnusable, exit);
        Assert.False(result.Trained);
        Assert.Contains("Too few training windows", result.Reason, StringComparison.Ordinal);
    }

    private async Task<WeatherStorage> AskAsync(SeriesWindows windows, string? traceParent = null)
    {
        var storage = await azurite.NewStorageAsync();
        using var folder = new WorkFolder();
        await new DatasetStore(storage, folder).WriteAsync(windows, Dataset, Cancel);
        await storage.Training.GetBlobClient($"{Job}/{TrainingJob.Request}").WriteJsonAsync(
            new TrainingRequest(Job, Dataset, StudentVariant.Guided, Small, TraceParent: traceParent), Cancel);
        return storage;
    }

    private static async Task<List<TrainingProgress>> ProgressAsync(WeatherStorage storage)
    {
        var lines = (await storage.Training
            .GetBlobClient($"{Job}/{TrainingJob.Progress}")
            .DownloadContentAsync(Cancel)).Value.Content.ToString();
        return
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonSerializer.Deserialize<TrainingProgress>(l, WeatherJson.Compact)!)
        ];
    }
}
