using WeatherKd.Alignment;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Loop;

/// <summary>
/// What changes with the steps of a training, by the windows that they have gone through: so an epoch teaches the same, whatever the batch.
/// </summary>
internal sealed class StepSchedule
{
    /// <summary>
    /// Windows of a step for which the settings are meant. A step of more windows has a larger size, by the square root, and counts for as
    /// many of these steps as it has windows.
    /// </summary>
    public const int UsualBatch = 64;

    /// <summary>Steps over which the step size rises to its peak.</summary>
    private const int WarmUpSteps = 10;

    /// <summary>
    /// After this many steps of the usual batch the step size has fallen to 1/√2 of its peak, and on as 1/√steps, and the teacher's weight
    /// to half: no end need be known in advance.
    /// </summary>
    private const double DecaySteps = 1000;

    private readonly TrainingSettings _settings;

    public StepSchedule(TrainingSettings settings)
    {
        if (settings.BatchSize <= 0)
        {
            throw new ArgumentException("The batch size is not settled; see TrainingDevice.Settle.", nameof(settings));
        }

        _settings = settings;
        BatchShare = (double)settings.BatchSize / UsualBatch;
    }

    /// <summary>Windows of a step, in usual batches.</summary>
    public double BatchShare { get; }

    /// <summary>Step size after some steps.</summary>
    public double LearningRate(int steps) =>
        _settings.LearningRate
            * Math.Sqrt(BatchShare)
            * Math.Min(1, (steps + 1.0) / WarmUpSteps)
            / Math.Sqrt(1 + (steps * BatchShare / DecaySteps));

    /// <summary>The teacher's share of the squared error after some steps.</summary>
    public double TeacherWeight(int steps) => _settings.TeacherWeight / (1 + (steps * BatchShare / DecaySteps));

    /// <summary>Weight decay of a step, in units of its size.</summary>
    public double WeightDecay(DatasetDescription description) =>
        _settings.WeightDecay / TrainingDays(description) * Math.Sqrt(BatchShare);

    /// <summary>Days that the training part spans; where it holds fewer windows than that, their number.</summary>
    private static double TrainingDays(DatasetDescription description)
    {
        var hours = description.Split.TrainingEnd - description.Split.FirstOrigin + 1;
        return Math.Max(1, Math.Min(hours / 24.0, description.WindowCounts[DatasetPart.Training]));
    }
}
