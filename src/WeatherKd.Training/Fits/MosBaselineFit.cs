using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Network;
using WeatherKd.Training.Tensors;
using WeatherKd.Training.Windows;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;
using static TorchSharp.torch;

namespace WeatherKd.Training.Fits;

/// <summary>
/// Fits both MOS baselines on the training part. The predictors are computed by the student's own graph, so that fit and forecast cannot
/// differ.
/// </summary>
internal static class MosBaselineFit
{
    /// <summary>Windows looked at, spread evenly; more change the weights in their third digit.</summary>
    private const int MostWindows = 32768;

    private const int BatchSize = 256;

    /// <summary>
    /// The scaling with MOS baselines fitted anew on training and validation part together, for a student whose epoch is chosen. Their
    /// residuals stay: they are the units in which its network speaks.
    /// </summary>
    /// <param name="scaling">Constants of the student.</param>
    /// <param name="source">Where the windows come from.</param>
    /// <param name="cancellationToken">Stops the fitting.</param>
    /// <param name="archive">As for <see cref="FitAsync"/>.</param>
    /// <param name="halfLifeDays"><see cref="TrainingSettings.RegressionHalfLifeDays"/>.</param>
    public static async Task<StudentScaling> RenewAsync(
        StudentScaling scaling,
        IWindowSource source,
        CancellationToken cancellationToken,
        MosBaseline? archive = null,
        double halfLifeDays = 0)
    {
        var renewed = await FitAsync(scaling, new TrainingWithValidation(source), cancellationToken, archive, halfLifeDays);
        return renewed with
        {
            WithoutTeacher = renewed.WithoutTeacher with { Residual = scaling.WithoutTeacher.Residual },
            WithTeacher = renewed.WithTeacher with { Residual = scaling.WithTeacher.Residual },
        };
    }

    /// <summary>The scaling with MOS baselines fitted on a source's training part; all else stays.</summary>
    /// <param name="scaling">Constants of the student.</param>
    /// <param name="source">Where the windows come from.</param>
    /// <param name="cancellationToken">Stops the fitting.</param>
    /// <param name="archive">
    /// The regression without a teacher as the teacher's archive taught it, towards which the folds may hold this one back; null where
    /// there is none.
    /// </param>
    /// <param name="halfLifeDays">Days after which a window counts half; 0 where all count alike.</param>
    public static async Task<StudentScaling> FitAsync(
        StudentScaling scaling,
        IWindowSource source,
        CancellationToken cancellationToken,
        MosBaseline? archive = null,
        double halfLifeDays = 0)
    {
        var description = source.Description;
        var shape = new StudentShape(description, StudentVariant.Guided, hiddenSize: 1, scaling.UsesDayOfYear);
        var folds = new ForwardFolds(description.Split.FirstOrigin, LastOrigin(source), description.HorizonHours)
        {
            HalfLifeDays = halfLifeDays,
        };
        using var withoutTeacher =
            new TargetRegressions(shape, scaling, withTeacher: false, folds, archive, Restraints(withTeacher: false));
        using var withTeacher = shape.ReadsTeacher
            ? new TargetRegressions(shape, scaling, withTeacher: true, folds, restraints: Restraints(withTeacher: true))
            : null;

        // A quarter, because the trainer's own pool is filled while this one may not be collected yet.
        var windows = new ShuffledWindows(source, DatasetPart.Training, ShuffledWindows.DefaultPoolBytes / 4);
        await windows.KeepIfSmallAsync(cancellationToken);
        var stride = 1 + (windows.Count / MostWindows);
        var baselines = new MosBaselineForward(shape, scaling);
        using var graph = new TorchGraph(shape, 0, CPU);
        foreach (var byStation in new[] { false, true })
        {
            await foreach (var group in windows.InOrderAsync(BatchSize, stride, cancellationToken))
            {
                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                using var batch = WindowBatch.Of(description, group, null, CPU);
                Add(graph, baselines, scaling, batch, withoutTeacher, withTeacher, byStation);
            }
        }

        var none = new MosBaseline(
            new float[(shape.Stations + 1) * shape.MosBaseline.WithTeacherCount * MosBaselineColumns.Bases * shape.Targets],
            [.. scaling.TargetScale]);
        var fitted = scaling with { WithoutTeacher = withoutTeacher.Fit(), WithTeacher = withTeacher?.Fit() ?? none };
        if (!SmearingFit.IsNeeded(scaling))
        {
            return fitted;
        }

        using var smearing = new SmearingFit(shape, fitted);
        await foreach (var group in windows.InOrderAsync(BatchSize, stride, cancellationToken))
        {
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            using var batch = WindowBatch.Of(description, group, null, CPU);
            smearing.Add(batch);
        }

        return smearing.Fit();

        // What the archive says nothing of is not held to it either.
        IReadOnlyList<PriorRestraint?>? Restraints(bool withTeacher) => archive is null || folds.Days >= PriorRestraint.ShortRecordDays
            ? null
            :
            [
                .. description.Targets.Select((target, t) => archive.Knows(t)
                    ? PriorRestraint.OfShortRecord(shape.MosBaseline, withTeacher).OfTarget(VariableTable.Default[target])
                    : null)
            ];
    }

    private static Hour LastOrigin(IWindowSource source) =>
        source is TrainingWithValidation ? source.Description.Split.ValidationEnd : source.Description.Split.TrainingEnd;

    private static void Add(
        TorchGraph graph,
        MosBaselineForward baselines,
        StudentScaling scaling,
        WindowBatch batch,
        TargetRegressions withoutTeacher,
        TargetRegressions? withTeacher,
        bool byStation)
    {
        var mean = tensor(scaling.RegressandMean, (scaling.StationCount + 1), scaling.TargetScale.Length)
            .index_select(0, batch.Stations)
            .unsqueeze(1);
        var (level, known) = baselines.ObservedLevel(graph, batch.Observations);
        var regressands = baselines.Transform.Apply(graph, batch.Targets);
        var values = ((regressands - level - mean) / tensor(scaling.RegressandScale)).to_type(ScalarType.Float64);
        // A departure from a level that nobody has seen is none.
        var present = values.isnan().logical_not().logical_and(known.IsAbove(0.5));
        if (withTeacher is null)
        {
            withoutTeacher.Add(
                baselines.PredictorsWithoutTeacher(graph, batch.Observations, batch.Stations, batch.Origins),
                values,
                present,
                batch,
                byStation);
            return;
        }

        var predictors = baselines.Predictors(graph, batch.Observations, batch.Teacher, batch.Stations, batch.Origins);
        withoutTeacher.Add(predictors.WithoutTeacher, values, present, batch, byStation);
        withTeacher.Add(predictors.WithTeacher, values, present.logical_and(predictors.Covered.IsAbove(0.5)), batch, byStation);
    }
}
