using WeatherKd.Training.Loop;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Experiments;

/// <summary>Scores of one student along its training, with averaged weights and dropout off.</summary>
/// <param name="windows">What it is scored on.</param>
/// <param name="trainer">The student.</param>
/// <param name="kind">What the run is made for: a student as in service is scored on the hold-out at its end alone.</param>
/// <param name="final">Whether the hold-out may be looked at.</param>
/// <param name="device">Where to compute.</param>
/// <param name="report">Told of each point; may be null.</param>
internal sealed class EvaluationPoints(
    ExperimentWindows windows,
    StudentTrainer trainer,
    RunKind kind,
    bool final,
    Device device,
    Action<EvaluationPoint>? report)
{
    private const int TrainingScoreWindows = 2048;

    private readonly List<EvaluationPoint> _points = [];

    /// <summary>All so far.</summary>
    public IReadOnlyList<EvaluationPoint> All => _points;

    /// <summary>On the validation part, at the last point.</summary>
    public StudentScore Validation => _points[^1].Validation;

    /// <summary>Scores the student as it is now.</summary>
    /// <param name="epochs"><see cref="EvaluationPoint.Epochs"/>.</param>
    /// <param name="seconds"><see cref="EvaluationPoint.Seconds"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AddAsync(double epochs, double seconds, CancellationToken cancellationToken)
    {
        using var averages = trainer.Optimiser.UseAverages();
        var stride = Math.Max(1, windows.Training.Count / TrainingScoreWindows);
        var point = new EvaluationPoint
        {
            Epochs = epochs,
            Seconds = seconds,
            Training = await Score(windows.Training, stride, hideTeacher: false),
            Validation = await Score(windows.Validation, 1, hideTeacher: false),
            ValidationWithoutTeacher = kind != RunKind.AsInService && trainer.Network.Shape.ReadsTeacher
                ? await Score(windows.Validation, 1, hideTeacher: true)
                : null,
            HoldOut = final && kind != RunKind.AsInService ? await Score(windows.HoldOut, 1, hideTeacher: false) : null,
            HoldOutWithoutTeacher = final && kind != RunKind.AsInService && trainer.Network.Shape.ReadsTeacher
                ? await Score(windows.HoldOut, 1, hideTeacher: true)
                : null,
        };
        trainer.Network.IsTraining = true;
        _points.Add(point);
        report?.Invoke(point);

        Task<StudentScore> Score(ShuffledWindows part, int every, bool hideTeacher) =>
            StudentScore.OfAsync(trainer.Network, part, windows.Source.Description, every, hideTeacher, device, cancellationToken);
    }
}
