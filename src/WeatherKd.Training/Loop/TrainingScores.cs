using WeatherKd.Alignment;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>Scores of a network on the windows of one training.</summary>
/// <param name="training">Windows that it learns from.</param>
/// <param name="validation">Windows that tell when to stop.</param>
/// <param name="description">Of which dataset.</param>
/// <param name="device">Where to compute.</param>
internal sealed class TrainingScores(ShuffledWindows training, ShuffledWindows validation, DatasetDescription description, Device device)
{
    /// <summary>
    /// Windows on which the training RMSE of an epoch is measured, spread evenly: it is a curve to look at, not a decision.
    /// </summary>
    private const int MostTrainingWindows = 2048;

    /// <summary>On some of the training windows.</summary>
    public Task<StudentScore> OnTrainingAsync(StudentNetwork network, CancellationToken cancellationToken) =>
        OfAsync(network, training, Math.Max(1, training.Count / MostTrainingWindows), cancellationToken);

    /// <summary>On all validation windows.</summary>
    public Task<StudentScore> OnValidationAsync(StudentNetwork network, CancellationToken cancellationToken) =>
        OfAsync(network, validation, 1, cancellationToken);

    private Task<StudentScore> OfAsync(StudentNetwork network, ShuffledWindows windows, int stride, CancellationToken cancellationToken) =>
        StudentScore.OfAsync(network, windows, description, stride, hideTeacher: false, device, cancellationToken);
}
