using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using WeatherKd.Alarms;
using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Ingestion.Sweep;
using WeatherKd.NumericalModels;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Observations;
using WeatherKd.Retraining;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Students;
using WeatherKd.TestSupport;
using WeatherKd.Watch;

namespace WeatherKd.Tests.Watch;

public sealed class WatchRoundTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2021, 2, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly WorkFolder _folder = new();
    private readonly List<JsonNode> _received = [];
    private readonly List<Alarm> _found = [];
    private WebApplication _receiver = null!;
    private WeatherStorage _storage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = await azurite.NewStorageAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.MapPost("/", async (HttpRequest request) =>
        {
            Assert.Equal("application/cloudevents+json; charset=utf-8", request.ContentType);
            _received.Add((await JsonNode.ParseAsync(request.Body))!);
            return Results.Accepted();
        });
        await _receiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task AnAlarmIsSentOnceKeepsItsBeginningAndGoesWhenItIsOver()
    {
        var round = NewRound(new Uri(
            _receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));
        _found.Add(new Alarm(SilentStationWatcher.Kind, "129", "silent for 7 h", Noon));
        await round.RunAsync(Cancel);
        _clock.Advance(TimeSpan.FromHours(1));
        _found[0] = _found[0] with { Message = "silent for 8 h", Since = _clock.GetUtcNow() };
        await round.RunAsync(Cancel);

        var sent = Assert.Single(_received);
        Assert.Equal("1.0", (string?)sent["specversion"]);
        Assert.Equal("weatherkd.alarm.silent-station", (string?)sent["type"]);
        Assert.Equal("129", (string?)sent["subject"]);
        Assert.Equal(Noon, Assert.Single(await round.AlarmsAsync(Cancel)).Since);
        Assert.Equal("silent for 8 h", (await round.AlarmsAsync(Cancel))[0].Message);

        _found.Clear();
        Assert.Empty(await round.RunAsync(Cancel));
    }

    [Fact]
    public async Task AnAlarmOfAKindThatNothingListsStandsAsAnyOther()
    {
        var round = NewRound(new Uri("http://127.0.0.1:1/"));
        _found.Add(new Alarm(new AlarmKind("RainGaugeBlocked"), "129", "dry in rain", Noon) { EndsByRetraining = true });
        await round.RunAsync(Cancel);

        Assert.Equal(_found, await round.AlarmsAsync(Cancel));
        var stored = (await _storage.Pipeline.GetBlobClient("alarms.json").DownloadContentAsync(Cancel)).Value.Content.ToString();
        Assert.Contains("\"rainGaugeBlocked\"", stored, StringComparison.Ordinal);
        Assert.Single(await round.AcknowledgeAsync(["raingaugeblocked"], "an operator", reason: null, Cancel));
    }

    [Fact]
    public async Task AWebhookThatDoesNotAnswerStopsNothing()
    {
        _found.Add(new Alarm(LateRunWatcher.Kind, "kma", "late", Noon));
        Assert.Single(await NewRound(new Uri("http://127.0.0.1:1/")).RunAsync(Cancel));
    }

    [Theory]
    [InlineData(RetrainOn.EveryRun, new[] { true, true, true, true })]
    [InlineData(RetrainOn.EveryNRuns, new[] { true, false, true, false })]
    [InlineData(RetrainOn.Alarm, new[] { true, false, false, false })]
    public async Task ThePolicyChoosesAmongRunsAndAnswersTheSameTwice(RetrainOn on, bool[] expected)
    {
        var policy = new RetrainingPolicy(_storage, Options.Create(new RetrainingPolicyOptions { On = on, Runs = 2 }), _clock);
        for (var twice = 0; twice < 2; twice++)
        {
            var decisions = new List<bool>();
            for (var run = 0; run < expected.Length; run++)
            {
                decisions.Add((await policy.DecideAsync("kma", Noon.AddHours(6 * run), Cancel)).Train);
            }

            Assert.Equal(expected, decisions);
        }
    }

    [Fact]
    public async Task ThePolicyStartsAtMostOneRetrainingInAnInterval()
    {
        var policy = new RetrainingPolicy(_storage, Options.Create(new RetrainingPolicyOptions
        {
            AtMostOnceEvery = TimeSpan.FromHours(12),
        }), _clock);
        Assert.True((await policy.DecideAsync("kma", Noon, Cancel)).Train);
        _clock.Advance(TimeSpan.FromHours(6));
        Assert.False((await policy.DecideAsync("kma", Noon.AddHours(6), Cancel)).Train);
        _clock.Advance(TimeSpan.FromHours(6));
        Assert.True((await policy.DecideAsync("kma", Noon.AddHours(12), Cancel)).Train);
    }

    [Fact]
    public async Task AStandingSkillAlarmLetsTheNextRunTrain()
    {
        var policy = new RetrainingPolicy(_storage, Options.Create(new RetrainingPolicyOptions { On = RetrainOn.Alarm }), _clock);
        await policy.DecideAsync("kma", Noon, Cancel);
        await _storage.Pipeline.GetBlobClient("alarms.json").WriteJsonAsync(new List<Alarm>
        {
            new(SkillDropWatcher.Kind, "temperature_2m", "worse", Noon) { EndsByRetraining = true },
        }, Cancel);
        var decision = await policy.DecideAsync("kma", Noon.AddHours(6), Cancel);
        Assert.Equal(new PolicyDecision(Noon.AddHours(6), true, "alarm SkillDrop/temperature_2m"), decision);
    }

    [Fact]
    public async Task AnAlarmThatComesUpBetweenTwoRunsTrainsOnTheNewestOnce()
    {
        var policy = new RetrainingPolicy(_storage, Options.Create(new RetrainingPolicyOptions { On = RetrainOn.Alarm }), _clock);
        List<Alarm> skill = [new(SkillDropWatcher.Kind, "temperature_2m", "worse", Noon) { EndsByRetraining = true }];
        Assert.Null(await policy.ReconsiderAsync("kma", skill, Cancel));
        await policy.DecideAsync("kma", Noon, Cancel);
        Assert.False((await policy.DecideAsync("kma", Noon.AddHours(6), Cancel)).Train);

        Assert.Null(await policy.ReconsiderAsync("kma", [new Alarm(LateRunWatcher.Kind, "kma", "late", Noon)], Cancel));
        var decision = await policy.ReconsiderAsync("kma", skill, Cancel);
        Assert.Equal(new PolicyDecision(Noon.AddHours(6), true, "alarm SkillDrop/temperature_2m"), decision);
        Assert.Equal(decision, await policy.ReconsiderAsync("kma", skill, Cancel));
        Assert.Equal(decision, await policy.DecideAsync("kma", Noon.AddHours(6), Cancel));
    }

    [Fact]
    public async Task AChampionWhoseManifestWasAlteredDoesNotStopTheWatch()
    {
        var registry = new StudentRegistry(_storage, _clock, NullLogger<StudentRegistry>.Instance);
        var student = await registry.RegisterAsync(new NewStudent
        {
            Onnx = Students.HandMadeStudent.Write(1),
            Job = "job",
            NewestRun = Noon,
        }, Cancel);
        await registry.PromoteAsync(student.Id, "p", "test", "first", 0, Cancel);
        await _storage.Students
            .GetBlobClient($"{student.Id}/manifest.json")
            .UploadAsync(BinaryData.FromString("{}"), overwrite: true, Cancel);
        _found.Add(new Alarm(LateRunWatcher.Kind, "kma", "late", Noon));

        Assert.Single(await NewRound(new Uri("http://127.0.0.1:1/")).RunAsync(Cancel));
    }

    [Fact]
    public async Task AnAlarmThatWasAcknowledgedStaysSoUntilItIsOver()
    {
        var round = NewRound(new Uri("http://127.0.0.1:1/"));
        _found.Add(new Alarm(SilentStationWatcher.Kind, "129", "silent", Noon));
        _found.Add(new Alarm(LateRunWatcher.Kind, "kma", "late", Noon));
        await round.RunAsync(Cancel);

        Assert.Equal(
            ["SilentStation/129"],
            (await round.AcknowledgeAsync(["silentstation"], "an operator", reason: null, Cancel)).Select(a => a.Key));
        var unknown = await Assert.ThrowsAsync<InvalidDataException>(() => round.AcknowledgeAsync(
            ["InputDrift"],
            "an operator",
            reason: null,
            Cancel));
        Assert.Contains("SilentStation/129, LateRun/kma", unknown.Message, StringComparison.Ordinal);
        Assert.Equal("an operator", (await round.RunAsync(Cancel)).Single(a => a.Subject == "129").Acknowledged?.By);

        var silent = _found[0];
        _found.RemoveAt(0);
        await round.RunAsync(Cancel);
        _found.Add(silent);
        Assert.Null((await round.RunAsync(Cancel)).Single(a => a.Subject == "129").Acknowledged);
    }

    private static IMeterFactory Meters => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    private WatchRound NewRound(Uri webhook)
    {
        var observations = new ObservationStore(_storage, _folder);
        var options = Options.Create(new WatchOptions { Webhook = webhook });
        return new WatchRound(
            _storage,
            observations,
            new TeacherStore(_storage, _folder),
            new RunLedger(_storage, new RunCompleteness(new RunExpectations())),
            new CheckLedger(_storage),
            new StudentRegistry(_storage, _clock, NullLogger<StudentRegistry>.Instance),
            new RollingSkill(
                _storage,
                new ArchiveReader(_storage, _folder),
                observations,
                new StudentRegistry(_storage, _clock, NullLogger<StudentRegistry>.Instance),
                new IntervalStore(_storage, NullLogger<IntervalStore>.Instance),
                Meters,
                _clock,
                NullLogger<RollingSkill>.Instance),
            new LastSeen(_storage, observations, new StationDirectory(_storage), NullLogger<LastSeen>.Instance),
            [new ScriptedWatcher(_found)],
            [],
            new AlarmWebhook(new HttpClient(), options, NullLogger<AlarmWebhook>.Instance),
            Options.Create(new SweepOptions()),
            Meters,
            _clock,
            NullLogger<WatchRound>.Instance);
    }

    private sealed class ScriptedWatcher(List<Alarm> found) : IWatcher
    {
        public AlarmKind Kind => SilentStationWatcher.Kind;

        public IEnumerable<Alarm> Look(WatchedRecord record) => found;
    }
}
