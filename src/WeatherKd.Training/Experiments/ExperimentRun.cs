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
using WeatherKd.Verification;
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
    private const int TrainingScoreWindows = 2048;

    /// <summary>Half-lives with which its regression is renewed through the hold-out besides.</summary>
    public IReadOnlyList<double> Renewed { get; init; } = [];

    /// <summary>Whether its network is trained a second time besides, with the validation part.</summary>
    public bool Refit { get; init; }

    /// <summary>Weights of students whose mean is its teacher; empty as a rule.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, float[]>> Several { get; init; } = [];

    /// <summary>The weights that early stopping chose; known at the end.</summary>
    public IReadOnlyDictionary<string, float[]> Weights => _chosen;

    /// <summary>Steps after which training ends, whatever the validation part says; 0 where that decides.</summary>
    private int Steps { get; init; }

    private readonly ShuffledWindows _training = new(source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);
    private readonly ShuffledWindows _validation = new(source, DatasetPart.Validation, ShuffledWindows.DefaultPoolBytes);
    private readonly ShuffledWindows _holdOut = new(source, DatasetPart.Verification, ShuffledWindows.DefaultPoolBytes);
    private readonly List<EvaluationPoint> _points = [];
    private Dictionary<string, float[]> _chosen = [];
    private int _chosenEpoch;
    private EarlyStopping _stopping = EarlyStopping.None;
    private int _archiveEpochs;
    private long _archiveWindows;

    public async Task<ExperimentRunResult> RunAsync(
        Action<EvaluationPoint>? report,
        Action<string>? note,
        CancellationToken cancellationToken)
    {
        var device = TrainingDevice.Choose(settings);
        var lesson = await ArchiveLesson.PrepareAsync(source, settings, cancellationToken);
        var (scaling, ofArchive) = await FitAsync(lesson.Windows, cancellationToken);
        if (Steps == 0)
        {
            ScalingFit.RequireValidation(source);
        }

        using var several = Several.Count == 0
            ? null
            : new StudentEnsemble(
                new StudentShape(source.Description, variant, settings.HiddenSize, scaling.UsesDayOfYear, settings.Architecture),
                scaling,
                settings,
                Several,
                device);
        using var trainer = new StudentTrainer(source.Description, variant, settings, scaling, device)
        {
            IsAsPublished = kind == RunKind.AsPublished,
            Several = several,
        };
        await _training.KeepIfSmallAsync(cancellationToken);
        await _validation.KeepIfSmallAsync(cancellationToken);
        await _holdOut.KeepIfSmallAsync(cancellationToken);
        var stepsPerEpoch = (_training.Count + settings.BatchSize - 1) / settings.BatchSize;
        var scoreAt = kind != RunKind.Curves ? [] : EvaluationSchedule.StepsWithinFirstEpoch(stepsPerEpoch);
        var seconds = 0.0;
        if (settings.Epochs > 0 && ofArchive is not null && ArchiveStage.Taught(scaling).Contains(true))
        {
            var stage = new ArchiveStage(lesson.Windows!, ofArchive, scaling, settings);
            var began = TimeProvider.System.GetTimestamp();
            var done = await stage.RunAsync(trainer, ArchiveProgress.None, device, Note, cancellationToken);
            seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            _archiveEpochs = done.Epoch;
            _archiveWindows = (long)done.Epoch * stage.WindowsPerEpoch;
        }

        var stepsBefore = trainer.Optimiser.Steps;
        await ScoreAsync(trainer, 0, seconds, device, report, cancellationToken);
        if (_archiveEpochs > 0)
        {
            // What the archive taught may be the best there is; without it, the first epoch is.
            _chosen = trainer.Network.Snapshot();
            _stopping = EarlyStopping.From(_points[^1].Validation);
        }

        for (var epoch = 1; Steps > 0
            ? trainer.Optimiser.Steps - stepsBefore < Steps
            : epoch <= settings.Epochs && !(kind == RunKind.AsInService && _stopping.IsOver(epoch - 1, settings.Patience)); epoch++)
        {
            var random = trainer.BeginEpoch(epoch);
            var started = TimeProvider.System.GetTimestamp();
            await foreach (var windows in _training.EpochAsync(settings.BatchSize, random, cancellationToken))
            {
                if (Steps > 0 && trainer.Optimiser.Steps - stepsBefore == Steps)
                {
                    break;
                }

                trainer.Step(windows, random);
                if (epoch == 1 && scoreAt.Contains(trainer.Optimiser.Steps - stepsBefore))
                {
                    seconds += TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                    await ScoreAsync(
                        trainer,
                        (double)(trainer.Optimiser.Steps - stepsBefore) / stepsPerEpoch,
                        seconds,
                        device,
                        report,
                        cancellationToken);
                    started = TimeProvider.System.GetTimestamp();
                }
            }

            seconds += TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            if (!double.IsFinite(trainer.TakeMeanLoss()))
            {
                throw new TrainingDivergedException($"The {variant} run with seed {settings.Seed} diverged in epoch {epoch}.");
            }

            await ScoreAsync(trainer, epoch, seconds, device, report, cancellationToken);
            ChooseEpoch(trainer, epoch);
        }

        var result = await FinishAsync(trainer, several, lesson, ofArchive, device, cancellationToken);
        return Refit ? result with { HoldOutRefitted = await RefitAsync(result, stepsPerEpoch, note, cancellationToken) } : result;

        Task Note(ArchiveProgress progress)
        {
            note?.Invoke($"archive, epoch {progress.Epoch}: {progress.Score:f4} on its unseen tenth");
            return Task.CompletedTask;
        }
    }

    private async Task<(StudentScaling Scaling, StudentScaling? OfArchive)> FitAsync(
        IWindowSource? archive,
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
        var again = new ExperimentRun(whole, variant, settings, final: true, RunKind.AsInService)
        {
            Steps = result.ChosenEpoch * stepsPerEpoch,
        };
        note?.Invoke($"again with the validation part, {again.Steps} steps");
        return (await again.RunAsync(report: null, note: null, cancellationToken)).HoldOutInService;
    }

    /// <summary>Early stopping as a production run would have had it; here training goes on regardless.</summary>
    private void ChooseEpoch(StudentTrainer trainer, int epoch)
    {
        if (Steps > 0)
        {
            _chosenEpoch = epoch;
            using var last = trainer.Optimiser.UseAverages();
            _chosen = trainer.Network.Snapshot();
            return;
        }

        if (_stopping.IsOver(epoch - 1, settings.Patience))
        {
            return;
        }

        _stopping = _stopping.After(epoch, _points[^1].Validation);
        if (_stopping.BestEpoch == epoch)
        {
            _chosenEpoch = epoch;
            using var averages = trainer.Optimiser.UseAverages();
            _chosen = trainer.Network.Snapshot();
        }
    }

    private async Task<ExperimentRunResult> FinishAsync(
        StudentTrainer trainer,
        StudentEnsemble? several,
        ArchiveLesson lesson,
        StudentScaling? ofArchive,
        Device device,
        CancellationToken cancellationToken)
    {
        var network = trainer.Network;
        if (_chosen.Count > 0)
        {
            // Without an epoch there is the regression alone.
            network.Restore(_chosen);
        }

        network.Calibrate(await CalibrationFit.FitAsync(
            network,
            _validation,
            _training.Count,
            source.Description,
            device,
            cancellationToken));
        var validationQuantiles = await QuantileScore.OfAsync(network, _validation, source.Description, device, cancellationToken);
        if (kind != RunKind.AsPublished)
        {
            network.Guess(await MosBaselineFit.RenewAsync(
                network.Scaling,
                source,
                cancellationToken,
                ofArchive?.WithoutTeacher,
                settings.RegressionHalfLifeDays));
        }

        several?.Guess(network.Scaling);
        var inService = final ? await InServiceAsync(hideTeacher: false) : null;
        var inServiceWithoutTeacher = final && network.Shape.ReadsTeacher ? await InServiceAsync(hideTeacher: true) : null;
        var onnx = OnnxStudent.Write(
            network,
            StudentLineages.Of(network, source.Description, settings, settings.Epochs, _chosenEpoch, parent: null));
        using var session = StudentSession.Load(onnx, Convert.ToHexStringLower(SHA256.HashData(onnx)));
        return new ExperimentRunResult(variant, settings, _training.Count, network.ParameterCount, _points)
        {
            Targets = source.Description.Targets,
            Dataset = source.Description.Id,
            Archive = LessonLearned.Of(lesson, network.Scaling, source.Description, _archiveEpochs),
            ArchiveWindows = _archiveWindows,
            Choices = [.. network.Scaling.WithoutTeacher.Choices],
            ChoicesWithTeacher = [.. network.Scaling.WithTeacher.Choices],
            ChosenEpoch = _chosenEpoch,
            FileBytes = onnx.Length,
            LatencyMilliseconds = StudentLatency.Measure(session, source.Description),
            ValidationQuantiles = validationQuantiles,
            HoldOutInService = inService,
            HoldOutInServiceWithoutTeacher = inServiceWithoutTeacher,
            HoldOutDailySquares = inService?.DailySquares ?? [],
            HoldOutDailySquaresWithoutTeacher = inServiceWithoutTeacher?.DailySquares ?? [],
            HoldOutOfSeveral = final && several is not null ? await InServiceAsync(hideTeacher: false, several.Forecast) : null,
            HoldOutCoverageAdapted = final ? await CoverageAdaptedAsync(session, cancellationToken) : null,
            Renewed = await RenewedAsync(network, ofArchive?.WithoutTeacher, device, cancellationToken),
            HoldOutQuantiles = final ? await QuantileScore.OfAsync(network, _holdOut, source.Description, device, cancellationToken) : null,
        };

        Task<StudentScore> InServiceAsync(bool hideTeacher, Func<WindowBatch, Tensor>? forecast = null) => StudentScore.OfAsync(
            network,
            [new ScoredStage(_holdOut, null)],
            source.Description,
            1,
            hideTeacher,
            device,
            cancellationToken,
            forecast);
    }

    private async Task<IReadOnlyList<RenewedScore>> RenewedAsync(
        StudentNetwork network,
        MosBaseline? archive,
        Device device,
        CancellationToken cancellationToken)
    {
        var inService = network.Scaling;
        var scores = new List<RenewedScore>();
        foreach (var halfLife in Renewed)
        {
            var stages = Renewal.Steps(source)
                .Select(step => new ScoredStage(
                    new ShuffledWindows(step, DatasetPart.Verification, ShuffledWindows.DefaultPoolBytes),
                    async () => network.Guess(
                        await MosBaselineFit.RenewAsync(inService, step, cancellationToken, archive, halfLife))))
                .ToList();
            scores.Add(new RenewedScore(
                halfLife,
                await StudentScore.OfAsync(network, stages, source.Description, 1, hideTeacher: false, device, cancellationToken)));
        }

        network.Guess(inService);
        return scores;
    }

    private async Task<IReadOnlyList<double>> CoverageAdaptedAsync(StudentSession session, CancellationToken cancellationToken)
    {
        var rows = await RowCollector.CollectAsync(
            source,
            DatasetPart.Verification,
            new DatasetStudent(session, source.Description),
            champion: null,
            references: null,
            cancellationToken);
        return [.. rows.Select(r => AdaptedIntervals.Of(r)?.Coverage ?? double.NaN)];
    }

    private async Task ScoreAsync(
        StudentTrainer trainer,
        double epochs,
        double seconds,
        Device device,
        Action<EvaluationPoint>? report,
        CancellationToken cancellationToken)
    {
        using var averages = trainer.Optimiser.UseAverages();
        var stride = Math.Max(1, _training.Count / TrainingScoreWindows);
        var point = new EvaluationPoint
        {
            Epochs = epochs,
            Seconds = seconds,
            Training = await Score(_training, stride, hideTeacher: false),
            Validation = await Score(_validation, 1, hideTeacher: false),
            ValidationWithoutTeacher = kind != RunKind.AsInService && trainer.Network.Shape.ReadsTeacher
                ? await Score(_validation, 1, hideTeacher: true)
                : null,
            HoldOut = final && kind != RunKind.AsInService ? await Score(_holdOut, 1, hideTeacher: false) : null,
            HoldOutWithoutTeacher = final && kind != RunKind.AsInService && trainer.Network.Shape.ReadsTeacher
                ? await Score(_holdOut, 1, hideTeacher: true)
                : null,
        };
        trainer.Network.IsTraining = true;
        _points.Add(point);
        report?.Invoke(point);

        Task<StudentScore> Score(ShuffledWindows windows, int every, bool hideTeacher) =>
            StudentScore.OfAsync(trainer.Network, windows, source.Description, every, hideTeacher, device, cancellationToken);
    }
}
