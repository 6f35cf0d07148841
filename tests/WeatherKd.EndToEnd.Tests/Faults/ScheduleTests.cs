using System.Text;
using CsCheck;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>Random schedules of all that can happen, on hosts that come and go, with forecasts asked for throughout.</summary>
[Collection("faults")]
[Trait("Category", "faults")]
public sealed class ScheduleTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    /// <summary>Environment variable with the number of schedules of the long run, which begins at a seed of its own.</summary>
    private const string LongRun = "WEATHERKD_SCHEDULES";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Hour FirstHour = Hour.Floor(new DateTimeOffset(2025, 3, 21, 0, 0, 0, TimeSpan.Zero));

    /// <summary>What can happen, each with a number that says which file, kind or size.</summary>
    private enum Happening
    {
        Observations,
        Duplicate,
        Overwritten,
        DeletedAtOnce,
        BadFile,
        ModelRun,
        LateObservations,
        HostDies,
        SecondHost,
        StorageFaults,
        ClockStep,
        Quiet,
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhateverHappensEachFileEachRunAndTheStudentInServiceAreAccountedFor()
    {
        var isLong = LongRunSwitch.TryRead(LongRun, out var schedules);
        var seed = isLong ? (ulong)DateTime.UtcNow.Ticks : RepeatableSampling.Seed;
        output.WriteLine($"seed {seed}");
        var happening = Gen.Select(Gen.Enum<Happening>(), Gen.Int[0, 1000]);
        await happening.List[8, 14].SampleRepeatablyAsync(RunAsync, isLong ? schedules : 1, seed);
    }

    private async Task RunAsync(List<(Happening What, int Number)> schedule)
    {
        var connection = azurite.NewConnectionString();
        var scene = new Scene(connection, new WeatherStorage(new StorageConnection { ConnectionString = connection }.Connect()));
        await scene.Storage.CreateContainersAsync(Cancel);
        try
        {
            await scene.BeginAsync();
            foreach (var (what, number) in schedule)
            {
                await scene.DoAsync(what, number);
                Assert.Equal("COAST", (await scene.Front!.Forecasts.GetAsync("COAST", Cancel)).Station);
            }

            await scene.EndAsync();
            var (files, stored, quarantined) = await Promise.CheckAsync(scene.Storage, scene.Workflows, scene.Runs);
            output.WriteLine(
                $"{schedule.Count} happenings, {files} files: {stored} in store, {quarantined} in quarantine; {scene.Runs.Count} runs, "
                + $"{scene.Trainer.Trainings} trainings, {scene.Deaths} dead hosts");
        }
        finally
        {
            await scene.DisposeAsync();
        }
    }

    private sealed class Scene(string connection, WeatherStorage storage) : IAsyncDisposable
    {
        private readonly SteppingClock _clock = new();
        private readonly List<ServiceInProcess> _workers = [];
        private readonly List<ServiceInProcess> _dead = [];
        private readonly List<string> _names = [];
        private int _pieces;
        private int _faults;

        public WeatherStorage Storage => storage;

        public IWorkflowClient Workflows { get; } = AccountWorkflows.Of(connection);

        public HandMadeTrainer Trainer { get; } = new(storage);

        /// <summary>Serves and does nothing else; storage fails for it as for the others, but it does not die.</summary>
        public ServiceInProcess? Front { get; private set; }

        public List<DateTimeOffset> Runs { get; } = [(FirstHour - 12).ToTime()];

        public int Deaths => _dead.Count;

        public async Task BeginAsync()
        {
            foreach (var arrival in SmallWeather.History)
            {
                await PutAsync(arrival.Container, arrival.Name, Encoding.UTF8.GetBytes(arrival.Text));
            }

            await AddWorkerAsync();
            await Promise.UntilQuietAsync(storage, Workflows, Patience);
            Front = await ServiceInProcess.StartAsync(connection, _clock, Trainer, serveOnly: true);
            await Front.Forecasts.GetAsync("COAST", Cancel);
            Front.Fault = DrawFault;
        }

        public async Task DoAsync(Happening what, int number)
        {
            var name = _names.Count == 0 ? null : _names[number % _names.Count];
            switch (what)
            {
                case Happening.Observations:
                    await ObserveAsync(Piece());
                    break;
                case Happening.Duplicate when name is not null:
                    await PutAsync(
                        "observations",
                        $"again-{number}-{name}",
                        (await storage.Observations.GetBlobClient(name).DownloadContentAsync(Cancel)).Value.Content.ToArray());
                    break;
                case Happening.Overwritten when name is not null:
                    await PutAsync(
                        "observations",
                        name,
                        Encoding.UTF8.GetBytes(SmallWeather.Observations((20 * 24) + (number % 48), (20 * 24) + (number % 48) + 3)));
                    break;
                case Happening.DeletedAtOnce:
                    await PutAsync(
                        "observations",
                        "gone.csv",
                        Encoding.UTF8.GetBytes(SmallWeather.Observations(number % 48, (number % 48) + 2)));
                    await storage.Observations.GetBlobClient("gone.csv").DeleteIfExistsAsync(cancellationToken: Cancel);
                    break;
                case Happening.BadFile:
                    await PutAsync(
                        number % 2 == 0 ? "observations" : "numerical-model",
                        number % 2 == 0 ? $"bad-{number}" : $"{SmallWeather.Model}/bad-{number}",
                        BadFiles.Of(number));
                    break;
                case Happening.ModelRun:
                    await RunArrivesAsync();
                    break;
                case Happening.LateObservations:
                    await ObserveAsync(-24 * (1 + (number % 10)));
                    break;
                case Happening.HostDies:
                    await KillAsync();
                    break;
                case Happening.SecondHost when _workers.Count < 2:
                    await AddWorkerAsync();
                    break;
                case Happening.StorageFaults:
                    _faults = 1 + (number % 30);
                    break;
                case Happening.ClockStep:
                    _clock.Step(TimeSpan.FromHours(number % 2 == 0 ? 1 : -1));
                    break;
                case Happening.Quiet:
                    await Promise.UntilQuietAsync(storage, Workflows, Patience);
                    break;
            }
        }

        public async Task EndAsync()
        {
            _faults = 0;
            await Promise.UntilQuietAsync(storage, Workflows, Patience);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var service in _workers.Concat(_dead).Append(Front).OfType<ServiceInProcess>())
            {
                await service.DisposeAsync();
            }
        }

        private int Piece() => 6 * _pieces++;

        private async Task ObserveAsync(int hour)
        {
            var name = $"live-{_names.Count}.csv";
            await PutAsync("observations", name, Encoding.UTF8.GetBytes(SmallWeather.Observations((20 * 24) + hour, (20 * 24) + hour + 6)));
            _names.Add(name);
        }

        private async Task RunArrivesAsync()
        {
            var hour = (20 * 24) + (12 * (Runs.Count - 1));
            await PutAsync(
                "numerical-model",
                $"{SmallWeather.Model}/run-{Runs.Count}.csv",
                Encoding.UTF8.GetBytes(SmallWeather.Runs(hour, hour + 1)));
            Runs.Add((FirstHour + (12 * (Runs.Count - 1))).ToTime());
        }

        private async Task KillAsync()
        {
            var dying = _workers[0];
            _workers.RemoveAt(0);
            _dead.Add(dying);
            dying.Die();
            if (_workers.Count == 0)
            {
                await AddWorkerAsync();
            }
        }

        private async Task AddWorkerAsync()
        {
            var worker = await ServiceInProcess.StartAsync(connection, _clock, Trainer);
            worker.Fault = DrawFault;
            _workers.Add(worker);
        }

        private StorageFault DrawFault(StorageRequest request)
        {
            var left = Interlocked.Decrement(ref _faults);
            return left > 0 && left % 3 == 0
                ? (StorageFault)(1 + (left / 3 % (Enum.GetValues<StorageFault>().Length - 1)))
                : StorageFault.None;
        }

        private async Task PutAsync(string container, string name, byte[] content) => await storage.All.First(c => c.Name == container)
            .GetBlobClient(name).UploadAsync(BinaryData.FromBytes(content), overwrite: true, Cancel);
    }
}
