using System.Security.Cryptography;
using WeatherKd.Alignment;
using WeatherKd.Students;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Export;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Loop;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Experiments;

/// <summary>One student of an experiment.</summary>
internal sealed class ExperimentRun(
    SeriesWindows source,
    StudentVariant variant,
    TrainingSettings settings,
    bool final,
    RunKind kind = RunKind.Curves)
{
    /// <summary>Half-lives with which its regression is renewed through the hold-out besides.</summary>
    public IReadOnlyList<double> Renewed { get; init; } = [];

    /// <summary>Whether its network is trained a second time besides, with the validation part.</summary>
    public bool Refit { get; init; }

    /// <summary>Weights of students whose mean is its teacher; empty as a rule.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, float[]>> Several { get; init; } = [];

    /// <summary>A further teacher; null as a rule.</summary>
    public IFurtherTeacher? Further { get; init; }

    /// <summary>The weights that early stopping chose; known at the end.</summary>
    public IReadOnlyDictionary<string, float[]> Weights { get; private set; } = new Dictionary<string, float[]>();

    /// <summary>Steps after which training ends, whatever the validation part says; 0 where that decides.</summary>
    private int Steps { get; init; }

    private readonly ExperimentWindows _windows = new(source);
    private TrainingSettings _settings = settings;

    public async Task<ExperimentRunResult> RunAsync(
        Action<EvaluationPoint>? report,
        Action<string>? note,
        CancellationToken cancellationToken)
    {
        var device = TrainingDevice.Choose(_settings);
        _settings = TrainingDevice.Settle(_settings, device.type);
        var pretraining = await PretrainingData.PrepareAsync(source, _settings, cancellationToken);
        foreach (var sentence in pretraining.LeftOut)
        {
            note?.Invoke(sentence);
        }

        var (scaling, ofArchive) = await FitAsync(pretraining.Windows, cancellationToken);
        if (Steps == 0)
        {
            ScalingFit.RequireValidation(source);
        }

        var mostEpochs = kind == RunKind.AsInService ? ArchiveStage.EpochsOfObservations(_settings, scaling, ofArchive) : _settings.Epochs;
        var members = Several.Count == 0 && mostEpochs > 0 ? await MembersAsync(note, cancellationToken) : Several;
        using var several = StudentEnsemble.Of(source.Description, variant, scaling, _settings, members, device);
        using var trainer = new StudentTrainer(source.Description, variant, _settings, scaling, device)
        {
            IsAsPublished = kind == RunKind.AsPublished,
            Further = Further,
        };
        await _windows.KeepIfSmallAsync(cancellationToken);
        var stepsPerEpoch = (_windows.Training.Count + _settings.BatchSize - 1) / _settings.BatchSize;
        var scoreAt = kind != RunKind.Curves ? [] : EvaluationSchedule.StepsWithinFirstEpoch(stepsPerEpoch);
        var points = new EvaluationPoints(_windows, trainer, kind, final, device, report);
        var choice = new EpochChoice(trainer, _settings.Patience, takesLast: Steps > 0);
        var seconds = 0.0;
        var learned = ArchiveProgress.None;
        var windowsOfArchive = 0L;
        if (_settings.Epochs > 0 && ofArchive is not null && ArchiveStage.Taught(scaling).Contains(true))
        {
            var stage = new ArchiveStage(pretraining.Windows!, ofArchive, scaling, _settings);
            var began = TimeProvider.System.GetTimestamp();
            learned = await stage.RunAsync(trainer, ArchiveProgress.None, device, Note, cancellationToken);
            seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            windowsOfArchive = (long)learned.Epoch * stage.WindowsPerEpoch;
        }

        trainer.Several = several;
        var stepsBefore = trainer.Optimiser.Steps;
        await points.AddAsync(0, seconds, cancellationToken);
        if (learned.Epoch > 0)
        {
            choice.Begin(points.Validation);
        }

        for (var epoch = 1; Steps > 0
            ? trainer.Optimiser.Steps - stepsBefore < Steps
            : epoch <= mostEpochs && !(kind == RunKind.AsInService && choice.IsOver(epoch - 1)); epoch++)
        {
            var random = trainer.BeginEpoch(epoch, _windows.Training);
            var started = TimeProvider.System.GetTimestamp();
            await foreach (var windows in _windows.Training.EpochAsync(_settings.BatchSize, random, cancellationToken))
            {
                if (Steps > 0 && trainer.Optimiser.Steps - stepsBefore == Steps)
                {
                    break;
                }

                trainer.Step(windows, random);
                if (epoch == 1 && scoreAt.Contains(trainer.Optimiser.Steps - stepsBefore))
                {
                    seconds += TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                    var epochs = (double)(trainer.Optimiser.Steps - stepsBefore) / stepsPerEpoch;
                    await points.AddAsync(epochs, seconds, cancellationToken);
                    started = TimeProvider.System.GetTimestamp();
                }
            }

            seconds += TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            if (!double.IsFinite(trainer.TakeMeanLoss()))
            {
                throw new TrainingDivergedException($"The {variant} run with seed {_settings.Seed} diverged in epoch {epoch}.");
            }

            await points.AddAsync(epoch, seconds, cancellationToken);
            choice.After(epoch, points.Validation);
        }

        Weights = choice.Weights;
        var result = await FinishAsync(trainer.Network, choice, several, ofArchive, device, cancellationToken);
        result = result with
        {
            Points = points.All,
            Archive = ArchiveLineage.Of(
                pretraining,
                trainer.Network.Scaling,
                source.Description,
                learned.Epoch,
                learned.Epoch > 0 ? pretraining.Archive : null),
            ArchiveWindows = windowsOfArchive,
        };
        return Refit ? result with { HoldOutRefitted = await RefitAsync(result, stepsPerEpoch, note, cancellationToken) } : result;

        Task Note(ArchiveProgress progress)
        {
            note?.Invoke($"archive, epoch {progress.Epoch}: {progress.Score:f4} on its unseen tenth");
            return Task.CompletedTask;
        }
    }

    /// <summary>Weights of the members of an ensemble, where a training in service has one.</summary>
    private async Task<IReadOnlyList<IReadOnlyDictionary<string, float[]>>> MembersAsync(
        Action<string>? note,
        CancellationToken cancellationToken)
    {
        var members = new List<IReadOnlyDictionary<string, float[]>>();
        foreach (var own in kind == RunKind.AsInService && Steps == 0 ? StudentEnsemble.MembersOf(_settings) : [])
        {
            var member = new ExperimentRun(source, variant, own, final: false, RunKind.AsInService);
            var said = $"member {members.Count + 1} of {_settings.EnsembleSize}";
            await member.RunAsync(
                p => note?.Invoke($"{said}: epoch {p.Epochs:0.###}, validation {p.Validation.Normalised:f4}"),
                text => note?.Invoke($"{said}: {text}"),
                cancellationToken);
            members.Add(member.Weights);
        }

        return members;
    }

    private async Task<(StudentScaling Scaling, StudentScaling? OfArchive)> FitAsync(
        IArchiveWindows? archive,
        CancellationToken cancellationToken)
    {
        if (kind != RunKind.AsPublished)
        {
            return await ScalingFit.FitAsync(source, archive, cancellationToken);
        }

        var plain = await PlainScaling.FitAsync(source, archive, cancellationToken);
        return (plain, archive is null ? null : plain);
    }

    /// <summary>The score of the network trained again with the validation part. Without a step there is nothing to repeat.</summary>
    private async Task<StudentScore?> RefitAsync(
        ExperimentRunResult result,
        int stepsPerEpoch,
        Action<string>? note,
        CancellationToken cancellationToken)
    {
        if (result.ChosenEpoch == 0 || result.HoldOutInService is null)
        {
            return result.HoldOutInService;
        }

        var split = source.Description.Split;
        var whole = source.RenewedAt(split.VerificationStart, 1 + ((split.LastOrigin - split.VerificationStart) / 24));
        var again = new ExperimentRun(whole, variant, _settings, final: true, RunKind.AsInService)
        {
            Steps = result.ChosenEpoch * stepsPerEpoch,
        };
        note?.Invoke($"again with the validation part, {again.Steps} steps");
        return (await again.RunAsync(report: null, note: null, cancellationToken)).HoldOutInService;
    }

    private async Task<ExperimentRunResult> FinishAsync(
        StudentNetwork network,
        EpochChoice choice,
        StudentEnsemble? several,
        StudentScaling? ofArchive,
        Device device,
        CancellationToken cancellationToken)
    {
        if (choice.Weights.Count > 0)
        {
            // Without an epoch there is the regression alone.
            network.Restore(choice.Weights);
        }

        var completion = new StudentCompletion(source, _settings, _windows.Training, _windows.Validation, device);
        await completion.CalibrateAsync(network, cancellationToken);
        var validationQuantiles = await QuantileScore.OfAsync(network, _windows.Validation, source.Description, device, cancellationToken);
        if (kind != RunKind.AsPublished)
        {
            await completion.RenewBaselinesAsync(network, ofArchive, cancellationToken);
        }

        several?.Guess(network.Scaling);
        var holdOut = new HoldOutScores(_windows, network, device);
        var inService = final ? await holdOut.InServiceAsync(hideTeacher: false, cancellationToken) : null;
        var inServiceWithoutTeacher = final && network.Shape.ReadsTeacher
            ? await holdOut.InServiceAsync(hideTeacher: true, cancellationToken)
            : null;
        var onnx = OnnxStudent.Write(
            network,
            StudentLineages.Of(network, source.Description, _settings, _settings.Epochs, choice.Epoch, parent: null));
        using var session = StudentSession.Load(onnx, Convert.ToHexStringLower(SHA256.HashData(onnx)));
        return new ExperimentRunResult(variant, _settings, _windows.Training.Count, network.ParameterCount, [])
        {
            Targets = source.Description.Targets,
            Dataset = source.Description.Id,
            Choices = [.. network.Scaling.WithoutTeacher.Choices],
            ChoicesWithTeacher = [.. network.Scaling.WithTeacher.Choices],
            ChosenEpoch = choice.Epoch,
            FileBytes = onnx.Length,
            LatencyMilliseconds = StudentLatency.Measure(session, source.Description),
            ValidationQuantiles = validationQuantiles,
            HoldOutInService = inService,
            HoldOutInServiceWithoutTeacher = inServiceWithoutTeacher,
            HoldOutDailySquares = inService?.DailySquares ?? [],
            HoldOutDailySquaresWithoutTeacher = inServiceWithoutTeacher?.DailySquares ?? [],
            HoldOutOfSeveral = final && several is not null
                ? await holdOut.InServiceAsync(hideTeacher: false, cancellationToken, several.Forecast)
                : null,
            HoldOutCoverageAdapted = final ? await holdOut.CoverageAdaptedAsync(session, cancellationToken) : null,
            Renewed = await holdOut.RenewedAsync(Renewed, ofArchive?.WithoutTeacher, cancellationToken),
            HoldOutQuantiles = final ? await holdOut.QuantilesAsync(cancellationToken) : null,
        };
    }
}
