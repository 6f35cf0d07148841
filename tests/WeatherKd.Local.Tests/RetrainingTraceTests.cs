using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.Ingestion;
using WeatherKd.Local.Workflow;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.Telemetry;
using WeatherKd.TestSupport;

namespace WeatherKd.Local.Tests;

/// <summary>
/// One trace from the file to the end of the retraining that it starts; the training process's part is seen in the end-to-end tests.
/// </summary>
public sealed class RetrainingTraceTests : IDisposable
{
    private const string Run = "2021-01-30T05:00:00Z";
    private static readonly string Id = RetrainingRequest.InstanceId("kma", DateTimeOffset.Parse(Run));
    private readonly string _file = $"kma/{Guid.NewGuid():N}.csv";
    private readonly AzuriteFixture _azurite;
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public RetrainingTraceTests(AzuriteFixture azurite)
    {
        _azurite = azurite;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WeatherTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFileItsRetrainingAndEachStepAreSpansOfOneTrace()
    {
        var steps = new ScriptedSteps();
        await using var host = await StartAsync(steps);

        await ArriveAsync(host);
        await EndAsync(host);

        var trace = TraceOfTheFile();
        var ingest = Assert.Single(trace, a => a.OperationName == "ingest");
        var start = Assert.Single(trace, a => a.OperationName == "start retraining");
        var retraining = Assert.Single(trace, a => a.OperationName == "retraining");
        Assert.Equal(ingest.SpanId, start.ParentSpanId);
        Assert.Equal(start.SpanId, retraining.ParentSpanId);
        Assert.Equal(Id, retraining.GetTagItem("weatherkd.subject"));
        var spans = trace.Where(a => a.OperationName.StartsWith("step ", StringComparison.Ordinal)).ToList();
        Assert.Equal(steps.Done.Select(s => "step " + s), spans.OrderBy(s => s.StartTimeUtc).Select(s => s.OperationName));
        Assert.All(spans, s => Assert.Equal(start.SpanId, s.ParentSpanId));
        Assert.All(spans, s => Assert.InRange(s.StartTimeUtc, retraining.StartTimeUtc, retraining.StartTimeUtc + retraining.Duration));
    }

    [Fact]
    public async Task ARetrainingThatGoesOnOnAnotherHostStaysInItsTrace()
    {
        var reached = new TaskCompletionSource();
        var connection = _azurite.NewConnectionString();
        await using (var dying = await StartAsync(
            new ScriptedSteps().Before("PlanAlignment", async stop =>
            {
                reached.TrySetResult();
                await Task.Delay(Timeout.Infinite, stop);
            }),
            connection))
        {
            await ArriveAsync(dying);
            await reached.Task.WaitAsync(Cancel);
            await Worker(dying).StopAsync(Cancel);
        }

        await using var next = await StartAsync(new ScriptedSteps(), connection);
        await EndAsync(next);

        var trace = TraceOfTheFile();
        Assert.Single(trace, a => a.OperationName == "retraining");
        Assert.Equal(2, trace.Count(a => a.OperationName == "step PlanAlignment"));
        Assert.Contains(trace, a => a.OperationName == "step ReleaseTrainingSlot");
    }

    [Fact]
    public async Task AStepThatFailsLeavesASpanThatSaysSo()
    {
        await using var host = await StartAsync(new ScriptedSteps().Before(
            "PlanAlignment",
            _ => throw new StepRefusedException("the slot is lost")));

        await ArriveAsync(host);
        await EndAsync(host);

        var failed = Assert.Single(TraceOfTheFile(), a => a.Status == ActivityStatusCode.Error);
        Assert.Equal(("step PlanAlignment", "the slot is lost"), (failed.OperationName, failed.StatusDescription));
    }

    public void Dispose() => _listener.Dispose();

    private static WorkflowWorker Worker(ServiceProvider host) => host.GetRequiredService<WorkflowWorker>();

    private async Task ArriveAsync(ServiceProvider host)
    {
        var blob = host.GetRequiredService<WeatherStorage>().NumericalModel.GetBlobClient(_file);
        await blob.UploadAsync(
            BinaryData.FromString($"station_id,run_time,lead_hours,temperature_2m\n129,{Run},1,3.5\n"),
            overwrite: true,
            Cancel);
        await host.GetRequiredService<ModelFileArrival>().HandleAsync(blob, Cancel);
    }

    private static async Task EndAsync(ServiceProvider host)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await host.GetRequiredService<IWorkflowClient>().FindAsync(Id, Cancel) is not { State: not WorkflowState.Running })
        {
            await timer.WaitForNextTickAsync(Cancel);
        }

        await Worker(host).StopAsync(Cancel);
    }

    /// <summary>A host's domain over a storage account, with the real runner and scripted steps.</summary>
    private async Task<ServiceProvider> StartAsync(ScriptedSteps steps, string? connection = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Storage:ConnectionString", connection ?? _azurite.NewConnectionString())])
            .Build();
        var host = new ServiceCollection()
            .AddLogging()
            .AddWeatherKd(configuration)
            .AddWorkflowClient(configuration)
            .AddSingleton<JournalsOfVersion1>()
            .AddSingleton(p => new WorkflowWorker(
                p.GetRequiredService<TaskHub>(),
                p.GetRequiredService<JournalsOfVersion1>(),
                steps.Provider(),
                TimeProvider.System,
                NullLoggerFactory.Instance))
            .BuildServiceProvider();
        await host.GetRequiredService<WeatherStorage>().CreateContainersAsync(Cancel);
        await Worker(host).StartAsync(Cancel);
        return host;
    }

    /// <summary>Other tests of the assembly are traced at the same time.</summary>
    private List<Activity> TraceOfTheFile()
    {
        var ingest = Assert.Single(
            _ended,
            a => a.GetTagItem("weatherkd.subject") is string subject && subject == "numerical-model/" + _file);
        return [.. _ended.Where(a => a.TraceId == ingest.TraceId)];
    }
}
