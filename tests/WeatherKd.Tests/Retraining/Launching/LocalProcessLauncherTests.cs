using Microsoft.Extensions.Logging.Abstractions;
using WeatherKd.Retraining.Launching;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Storage;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Retraining.Launching;

/// <summary>Real processes: the trainer's place is taken by shell scripts that keep to its contract.</summary>
public sealed class LocalProcessLauncherTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string WaitsForItsParent = "read -r _; exit 0";
    private readonly string _folder = Directory.CreateTempSubdirectory("launcher-").FullName;
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly List<LocalProcessLauncher> _launchers = [];
    private WeatherStorage _storage = null!;

    [Fact]
    public async Task TheTrainerIsToldItsJobAndItsStorage()
    {
        var launcher = Launch($"""echo "$* | $WEATHERKD_STORAGE | $OMP_WAIT_POLICY" > {_folder}/told""");

        var state = await launcher.EndOfAsync(await launcher.StartAsync("retrain-ldaps-20210130T1200Z", 0, _stop));

        Assert.Equal(new ExecutionState(ExecutionPhase.Ended, "exit code 0"), state);
        Assert.Equal(
            "--job retrain-ldaps-20210130T1200Z --exit-with-parent | the account | PASSIVE\n",
            await File.ReadAllTextAsync(Path.Combine(_folder, "told"), _stop));
    }

    [Fact]
    public async Task AnEndedTrainerIsReportedWithItsExitCodeAndLastWords()
    {
        var launcher = Launch("echo 'first' >&2; echo 'the dataset is gone' >&2; exit 3");
        var execution = await launcher.StartAsync("job", 0, _stop);
        await launcher.EndOfAsync(execution);

        var state = await launcher.GetAsync("job", execution, _stop);

        Assert.Equal(new ExecutionState(ExecutionPhase.Ended, "exit code 3: the dataset is gone"), state);
    }

    [Fact]
    public async Task StartingAnAttemptTwiceIsOneProcess()
    {
        var launcher = Launch($"echo started >> {_folder}/starts");

        var executions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => launcher.StartAsync("job", 0, _stop))));
        await launcher.EndOfAsync(executions[0]);
        var afterItsEnd = await launcher.StartAsync("job", 0, _stop);

        Assert.Single(executions.Append(afterItsEnd).Distinct());
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder, "starts"), _stop));
    }

    [Fact]
    public async Task TheNextAttemptEndsTheOneBeforeIt()
    {
        var launcher = Launch(WaitsForItsParent);
        var first = await launcher.StartAsync("job", 0, _stop);

        var second = await launcher.StartAsync("job", 1, _stop);

        Assert.Equal(ExecutionPhase.Ended, (await launcher.GetAsync("job", first, _stop)).Phase);
        Assert.Equal(ExecutionPhase.Running, (await launcher.GetAsync("job", second, _stop)).Phase);
    }

    [Fact]
    public async Task AStoppedTrainerIsGone()
    {
        var launcher = Launch(WaitsForItsParent);
        var execution = await launcher.StartAsync("job", 0, _stop);

        await launcher.StopAsync("job", execution, _stop);
        await launcher.StopAsync("job", execution, _stop);

        Assert.Equal(ExecutionPhase.Ended, (await launcher.GetAsync("job", execution, _stop)).Phase);
    }

    [Fact]
    public async Task AnExecutionOfAnEarlierHostProcessIsLost()
    {
        var earlier = Launch(WaitsForItsParent);
        var execution = await earlier.StartAsync("job", 0, _stop);
        earlier.Dispose();
        await earlier.EndOfAsync(execution);

        var launcher = Launch(WaitsForItsParent);
        await UntilLostAsync(launcher, execution);
        await launcher.StopAsync("job", execution, _stop);

        Assert.NotEqual(execution, await launcher.StartAsync("job", 0, _stop));
    }

    [Fact]
    public async Task AnotherHostSeesThatATrainerRunsAndDoesNotStartItTwice()
    {
        var launcher = Launch($"echo started >> {_folder}/starts; {WaitsForItsParent}");
        var other = LaunchOnAnotherHost();
        var execution = await launcher.StartAsync("job", 0, _stop);

        Assert.Equal(new ExecutionState(ExecutionPhase.Running, "on another host"), await other.GetAsync("job", execution, _stop));
        Assert.Equal(execution, await other.StartAsync("job", 0, _stop));
        Assert.Equal(ExecutionPhase.Running, (await launcher.GetAsync("job", execution, _stop)).Phase);
    }

    [Fact]
    public async Task AnotherHostCanEndATrainer()
    {
        var launcher = Launch(WaitsForItsParent);
        var other = LaunchOnAnotherHost();
        var execution = await launcher.StartAsync("job", 0, _stop);

        await other.StopAsync("job", execution, _stop);

        Assert.Equal(ExecutionPhase.Lost, (await other.GetAsync("job", execution, _stop)).Phase);
        Assert.Equal(ExecutionPhase.Ended, (await launcher.EndOfAsync(execution)).Phase);
    }

    [Fact]
    public async Task TheNextAttemptOnAnotherHostEndsTheOneBeforeIt()
    {
        var launcher = Launch(WaitsForItsParent);
        var other = LaunchOnAnotherHost();
        var first = await launcher.StartAsync("job", 0, _stop);

        var second = await other.StartAsync("job", 1, _stop);

        Assert.Equal(ExecutionPhase.Ended, (await launcher.EndOfAsync(first)).Phase);
        Assert.Equal(ExecutionPhase.Running, (await launcher.GetAsync("job", second, _stop)).Phase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AStartThatIsAskedForOnceMoreAfterALaterOneEndsNothing(bool onTheSameHost)
    {
        var launcher = Launch($"echo started >> {_folder}/starts; {WaitsForItsParent}");
        var later = await launcher.StartAsync("job", 11, _stop);

        var stale = await (onTheSameHost ? launcher : LaunchOnAnotherHost()).StartAsync("job", 2, _stop);

        Assert.Equal(ExecutionPhase.Running, (await launcher.GetAsync("job", later, _stop)).Phase);
        Assert.Equal(ExecutionPhase.Lost, (await launcher.GetAsync("job", stale, _stop)).Phase);
        Assert.Equal(later, await LaunchOnAnotherHost().StartAsync("job", 11, _stop));
    }

    /// <summary>
    /// A host dies when it has said that it started the trainer, and before its order is off the queue: another gets the order once more,
    /// while the workflow asks after the execution that it was told of first.
    /// </summary>
    [Fact]
    public async Task AStartThatAnotherHostRepeatsIsTheExecutionThatTheFirstWasToldOf()
    {
        var dying = Launch(WaitsForItsParent);
        var first = await dying.StartAsync("job", 0, _stop);
        dying.Dispose();
        var living = LaunchOnAnotherHost();
        await UntilLostAsync(living, first);

        var repeated = await living.StartAsync("job", 0, _stop);

        Assert.NotEqual(first, repeated);
        Assert.Equal(ExecutionPhase.Running, (await living.GetAsync("job", first, _stop)).Phase);
        Assert.Equal(ExecutionPhase.Running, (await LaunchOnAnotherHost().GetAsync("job", first, _stop)).Phase);
        await living.StopAsync("job", first, _stop);
        Assert.Equal(ExecutionPhase.Ended, (await living.EndOfAsync(repeated)).Phase);
    }

    /// <summary>
    /// Two hosts that were given one order at once: the one whose lease was taken away says that the other's trainer runs.
    /// </summary>
    [Fact]
    public async Task AStartThatAnotherHostTookOverRunsThere()
    {
        var launcher = Launch(WaitsForItsParent);
        var other = LaunchOnAnotherHost();
        var first = await launcher.StartAsync("job", 0, _stop);
        await ExecutionLease.BreakAsync(_storage, "job", _stop);

        var second = await other.StartAsync("job", 0, _stop);
        await launcher.EndOfAsync(first);

        Assert.NotEqual(first, second);
        Assert.Equal(new ExecutionState(ExecutionPhase.Running, "on another host"), await launcher.GetAsync("job", first, _stop));
        Assert.Equal(ExecutionPhase.Running, (await other.GetAsync("job", first, _stop)).Phase);
        await launcher.StopAsync("job", first, _stop);
        Assert.Equal(ExecutionPhase.Ended, (await other.EndOfAsync(second)).Phase);
    }

    [Fact]
    public async Task AnExecutionOfAnotherLauncherIsLost()
    {
        var launcher = Launch(WaitsForItsParent);

        Assert.Equal(ExecutionPhase.Lost, (await launcher.GetAsync("job", "weatherkd-trainer-x7k2p", _stop)).Phase);
        await launcher.StopAsync("job", "weatherkd-trainer-x7k2p", _stop);
    }

    [Fact]
    public async Task ATrainerThatEndedOnAnotherHostIsLost()
    {
        var launcher = Launch("exit 3");
        var other = LaunchOnAnotherHost();
        var execution = await launcher.StartAsync("job", 0, _stop);
        await launcher.EndOfAsync(execution);

        await UntilLostAsync(other, execution);
    }

    [Fact]
    public async Task ATrainerThatIsNotThereIsNotTriedAgain()
    {
        using var launcher = new LocalProcessLauncher(
            new LocalTrainer(Path.Combine(_folder, "none.dll"), ""),
            _storage,
            NullLogger<LocalProcessLauncher>.Instance);

        var error = await Assert.ThrowsAsync<StepRefusedException>(() => launcher.StartAsync("job", 0, _stop));

        Assert.Contains("none.dll does not exist", error.Message, StringComparison.Ordinal);
    }

    public async ValueTask InitializeAsync() => _storage = await azurite.NewStorageAsync();

    public ValueTask DisposeAsync()
    {
        _launchers.ForEach(l => l.Dispose());
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A trainer's lease is given back right after its end, not in the same moment.</summary>
    private async Task UntilLostAsync(LocalProcessLauncher launcher, string execution)
    {
        while ((await launcher.GetAsync("job", execution, _stop)).Phase is not ExecutionPhase.Lost)
        {
            await Task.Delay(50, _stop);
        }
    }

    private LocalProcessLauncher Launch(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "needs a shell");
        var program = Path.Combine(_folder, "trainer");
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return Add(new LocalTrainer(program, "the account"));
    }

    /// <summary>The launcher of another host with the same trainer.</summary>
    private LocalProcessLauncher LaunchOnAnotherHost() => Add(new LocalTrainer(Path.Combine(_folder, "trainer"), "the account"));

    private LocalProcessLauncher Add(LocalTrainer trainer)
    {
        _launchers.Add(new LocalProcessLauncher(trainer, _storage, NullLogger<LocalProcessLauncher>.Instance));
        return _launchers[^1];
    }
}
