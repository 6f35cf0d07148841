using WeatherKd.Alignment;
using WeatherKd.Training.Archives;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using static TorchSharp.torch;

namespace WeatherKd.Training.Loop;

/// <summary>What all students of one training share.</summary>
/// <param name="Description">Of their dataset.</param>
/// <param name="Scaling">Their constants.</param>
/// <param name="OfArchive">Constants of the teacher's archive; null where there is none.</param>
/// <param name="Pretraining">What the archive can teach.</param>
/// <param name="Training">Windows to learn from.</param>
/// <param name="Scores">Scores on these, and on those that tell when to stop.</param>
/// <param name="Device">Where to compute.</param>
internal sealed record TrainingParts(
    DatasetDescription Description,
    StudentScaling Scaling,
    StudentScaling? OfArchive,
    PretrainingData Pretraining,
    ShuffledWindows Training,
    TrainingScores Scores,
    Device Device);
