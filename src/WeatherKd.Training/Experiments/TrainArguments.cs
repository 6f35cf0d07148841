using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using WeatherKd.Alignment;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Experiments;

/// <summary>What <c>train</c> takes.</summary>
internal sealed class TrainArguments : CommandArguments
{
    public Option<StudentVariant> Variant { get; } = new("--variant")
    {
        Description = "How the student uses its teacher.",
        DefaultValueFactory = _ => StudentVariant.Guided,
    };

    public Option<SplitProtocol> Protocol { get; } = new("--protocol")
    {
        Description = "production scores on the recent window; reference holds out the last 25 % of the forecast origins.",
        DefaultValueFactory = _ => SplitProtocol.Production,
    };

    [Range(1, 1000)]
    public Option<int> Epochs { get; } = new("--epochs")
    {
        Description = "Most epochs; early stopping usually ends sooner.",
        DefaultValueFactory = _ => new TrainingSettings().Epochs,
    };

    [Range(1, 10)]
    public Option<int> EnsembleSize { get; } = new("--ensemble-size")
    {
        Description = "Students trained first, whose mean the student learns besides the observations.",
        DefaultValueFactory = _ => new TrainingSettings().EnsembleSize,
    };

    public Option<int> Seed { get; } = new("--seed") { Description = "Seed of weights and batch order.", DefaultValueFactory = _ => 1 };

    public Option<string?> Out { get; } = new("--out") { Description = "Folder that receives student.onnx and verification.json." };
}
