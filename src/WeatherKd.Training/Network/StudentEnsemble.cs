using WeatherKd.Alignment;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Network;

/// <summary>Several students of the same shape and scaling, whose forecasts are averaged.</summary>
internal sealed class StudentEnsemble : IDisposable
{
    /// <summary>Between the seeds of two members: so many runs may have seeds of their own that follow one another.</summary>
    private const int SeedsApart = 1000;

    private readonly List<StudentNetwork> _members;

    /// <summary>Students from the weights of each.</summary>
    public StudentEnsemble(
        StudentShape shape,
        StudentScaling scaling,
        TrainingSettings settings,
        IReadOnlyList<IReadOnlyDictionary<string, float[]>> weights,
        Device device) =>
        _members = [.. weights.Select(own =>
        {
            var member = new StudentNetwork(shape, scaling, settings.Dropout, settings.Seed, device) { IsTraining = false };
            member.Restore(own);
            return member;
        })];

    /// <summary>
    /// How each member of a training's ensemble is trained: alone, by a seed of its own, the first by the student's. None where the student
    /// is trained alone.
    /// </summary>
    public static IReadOnlyList<TrainingSettings> MembersOf(TrainingSettings settings) => settings.EnsembleSize == 1
        ? []
        : [.. Enumerable.Range(0, settings.EnsembleSize)
            .Select(k => settings with { EnsembleSize = 1, Seed = settings.Seed + (SeedsApart * k) })];

    /// <summary>The students of a training from the weights of each; null where there are none.</summary>
    public static StudentEnsemble? Of(
        DatasetDescription description,
        StudentVariant variant,
        StudentScaling scaling,
        TrainingSettings settings,
        IReadOnlyList<IReadOnlyDictionary<string, float[]>> weights,
        Device device) => weights.Count == 0
        ? null
        : new StudentEnsemble(
            new StudentShape(description, variant, settings.HiddenSize, scaling.UsesDayOfYear, settings.Architecture),
            scaling,
            settings,
            weights,
            device);

    /// <summary>The mean of the forecasts, in physical units; without gradients. Shape <c>[batch, horizon, target]</c>.</summary>
    public Tensor Forecast(WindowBatch batch)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return stack(_members.Select(m => m.Forward(batch).Forecast), 0).mean([0L]).MoveToOuterDisposeScope();
    }

    /// <summary>Sets the MOS baselines of all.</summary>
    public void Guess(StudentScaling scaling) => _members.ForEach(m => m.Guess(scaling));

    public void Dispose() => _members.ForEach(m => m.Dispose());
}
