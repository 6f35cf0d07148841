using WeatherKd.Alignment;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Training.Fits;

/// <summary>
/// The constants of a network without a regression: it begins at the mean and corrects it in standard deviations, and its teacher is taken
/// as it is. So the paper's network has it.
/// </summary>
internal static class PlainScaling
{
    /// <summary>Fits means and spreads; the archive, where there is one, teaches every target that it has.</summary>
    /// <param name="source">The windows of observations.</param>
    /// <param name="archive">The windows of the teacher's series; null where there are none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<StudentScaling> FitAsync(IWindowSource source, IArchiveWindows? archive, CancellationToken cancellationToken)
    {
        var scaling = await ScalingFit.WithoutRegressionAsync(source, archive, cancellationToken);
        var shape = new StudentShape(source.Description, StudentVariant.Guided, hiddenSize: 1, scaling.UsesDayOfYear);
        var none = new RegressionChoice(PriorKind.Nothing, 1, 0);
        return scaling with
        {
            Slope = [.. scaling.Slope.Select(_ => 1f)],
            Intercept = [.. scaling.Intercept.Select(_ => 0f)],
            LogarithmicTargets = [.. scaling.LogarithmicTargets.Select(_ => 0f)],
            RegressandMean = scaling.TargetMean,
            RegressandScale = scaling.TargetScale,
            CorrectionScale =
            [
                .. scaling.CorrectionScale.Select((c, t) => scaling.LogarithmicTargets[t] == 1 ? scaling.TargetScale[t] : c),
            ],
            WithoutTeacher = Empty(shape.MosBaseline.WithoutTeacherCount) with
            {
                Choices = [.. shape.TeacherOfTarget.Select(teacher => archive is null || teacher < 0 ? none : none with
                {
                    Prior = PriorKind.Archive,
                })],
            },
            WithTeacher = Empty(shape.MosBaseline.WithTeacherCount),
        };

        MosBaseline Empty(int predictors) =>
            new(new float[(shape.Stations + 1) * predictors * MosBaselineColumns.Bases * shape.Targets], [.. scaling.TargetScale]);
    }
}
