using WeatherKd.Alignment;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Fits;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Loop;

/// <summary>
/// Trains one student, after the members of an ensemble whose mean it learns, if there are to be any, and makes the ONNX file of its best
/// epoch. The verification part is never read.
/// </summary>
public sealed class TrainingRun(IWindowSource source, StudentVariant variant, TrainingSettings settings, ITrainingJournal journal)
{
    private readonly ShuffledWindows _training = new(source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes);
    private readonly ShuffledWindows _validation = new(source, DatasetPart.Validation, ShuffledWindows.DefaultPoolBytes / 4);
    private TrainingSettings _settings = settings;

    /// <summary>Checkpoint of the student to start from; null starts cold.</summary>
    public byte[]? ParentCheckpoint { get; init; }

    /// <summary>Id of that student, for the lineage.</summary>
    public string? ParentId { get; init; }

    /// <summary>Where weights pretrained on the archive are kept; null pretrains each time.</summary>
    public IPretrainedStore? Pretrained { get; init; }

    /// <summary>Measures wall time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Trains, from the journal's checkpoint if it has one of this very run.</summary>
    /// <exception cref="UnusableDatasetException">The data cannot be trained on.</exception>
    /// <exception cref="TrainingDivergedException">The loss exploded again and again.</exception>
    public async Task<TrainedStudent> RunAsync(CancellationToken cancellationToken)
    {
        var device = TrainingDevice.Choose(_settings);
        _settings = TrainingDevice.Settle(_settings, device.type);
        var pretraining = await PretrainingData.PrepareAsync(source, _settings, cancellationToken);
        var (scaling, ofArchive) = await ScalingFit.FitAsync(source, pretraining.Windows, cancellationToken);
        ScalingFit.RequireValidation(source);
        await _training.KeepIfSmallAsync(cancellationToken);
        await _validation.KeepIfSmallAsync(cancellationToken);
        var scores = new TrainingScores(_training, _validation, source.Description, device);
        var parts = new TrainingParts(source.Description, scaling, ofArchive, pretraining, _training, scores, device);

        // Without an epoch of observations there is nothing that a parent could shorten: what the archive taught is its own network.
        var parent = ArchiveStage.EpochsOfObservations(_settings, scaling, ofArchive) == 0 ? default : (ParentCheckpoint, ParentId);
        var members = await MembersAsync(parts, cancellationToken);
        using var ensemble = StudentEnsemble.Of(
            source.Description,
            variant,
            scaling,
            _settings,
            [.. members.Select(m => m.Best)],
            device);
        using var learning = new StudentLearning(parts, variant, _settings, journal)
        {
            ParentCheckpoint = parent.ParentCheckpoint,
            ParentId = parent.ParentId,
            Ensemble = ensemble,
            Pretrained = Pretrained,
            PretrainingSettings = _settings,
            Time = Time,
        };
        var state = await learning.LearnAsync(cancellationToken);
        var student = await new StudentCompletion(source, _settings, _training, _validation, device)
            .CompleteAsync(learning.Network, state, parent.ParentId, pretraining, ofArchive, cancellationToken);
        return student with { Seconds = student.Seconds + members.Sum(m => m.Progress.Seconds) };
    }

    /// <summary>
    /// The members of the ensemble, each with a seed and a checkpoint of its own: one that was finished is not repeated. None where there
    /// is a parent, which has learned what an ensemble knows, or no epoch in which to learn from one.
    /// </summary>
    private async Task<IReadOnlyList<TrainingCheckpoint>> MembersAsync(TrainingParts parts, CancellationToken cancellationToken)
    {
        var members = new List<TrainingCheckpoint>();
        if (ParentCheckpoint is not null || ArchiveStage.EpochsOfObservations(_settings, parts.Scaling, parts.OfArchive) == 0)
        {
            return members;
        }

        foreach (var own in StudentEnsemble.MembersOf(_settings))
        {
            var lines = new MemberJournal(journal, members.Count + 1, _settings.EnsembleSize);
            using var member = new StudentLearning(parts, variant, own, lines)
            {
                Pretrained = Pretrained,
                PretrainingSettings = _settings,
                Time = Time,
            };
            members.Add(await member.LearnAsync(cancellationToken));
        }

        return members;
    }
}
