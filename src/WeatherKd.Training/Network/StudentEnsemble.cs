using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using static TorchSharp.torch;

namespace WeatherKd.Training.Network;

/// <summary>Several students of the same shape and scaling, whose forecasts are averaged.</summary>
internal sealed class StudentEnsemble : IDisposable
{
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
