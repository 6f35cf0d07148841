using WeatherKd.Alignment;
using WeatherKd.Series;
using WeatherKd.Training.Network;
using WeatherKd.Training.Windows;
using WeatherKd.Variables;

namespace WeatherKd.Training.Fits;

/// <summary>
/// Fits <see cref="StudentScaling"/> in three passes over the training part, block by block, and refuses data that cannot be trained on.
/// </summary>
public static class ScalingFit
{
    /// <summary>Fewest training windows: below a few days of origins nothing but the mean can be learned.</summary>
    public const int FewestWindows = 64;

    /// <summary>Two years: with less, the day of the year names one season's weather and misleads in the next.</summary>
    private const int DayOfYearHours = 2 * 8766;

    /// <summary>Reads every training window for means and lines, then for the MOS baselines.</summary>
    /// <exception cref="UnusableDatasetException">Too few windows, or a target never observed.</exception>
    public static async Task<StudentScaling> FitAsync(IWindowSource source, CancellationToken cancellationToken) =>
        (await FitAsync(source, archive: null, cancellationToken)).Scaling;

    /// <summary>As <see cref="FitAsync(IWindowSource, CancellationToken)"/>, with the teacher's archive beside the observations.</summary>
    /// <param name="source">The windows of observations.</param>
    /// <param name="archive">The windows of the teacher's series; null where there are none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// The scaling, and the same with the regression that the archive alone taught; null where there is none or none of it is used.
    /// </returns>
    public static async Task<(StudentScaling Scaling, StudentScaling? OfArchive)> FitAsync(
        IWindowSource source,
        IArchiveWindows? archive,
        CancellationToken cancellationToken)
    {
        var scaling = await WithoutRegressionAsync(source, archive, cancellationToken);
        var ofArchive = archive is null ? null : await MosBaselineFit.FitAsync(scaling, archive, cancellationToken);
        var fitted = await MosBaselineFit.FitAsync(scaling, source, cancellationToken, ofArchive?.WithoutTeacher);
        return ofArchive is null || Helps(ofArchive.WithoutTeacher, fitted.WithoutTeacher)
            ? (fitted, ofArchive)
            : await FitAsync(source, archive: null, cancellationToken);
    }

    /// <summary>
    /// Whether anything of the archive is used: a variable's folds chose it, or it is so much longer than the record that its means and
    /// spreads are the better ones. Where it helps nothing a student is the one that it would be without it, byte for byte.
    /// </summary>
    private static bool Helps(MosBaseline archive, MosBaseline fitted) =>
        fitted.Choices.Any(c => c.Prior == PriorKind.Archive) || TargetRegressions.IsMuchLonger(archive, fitted.Days);

    /// <summary>Means, spreads and lines alone: the regressions are empty.</summary>
    /// <inheritdoc cref="FitAsync(IWindowSource, IArchiveWindows, CancellationToken)"/>
    internal static async Task<StudentScaling> WithoutRegressionAsync(
        IWindowSource source,
        IArchiveWindows? archive,
        CancellationToken cancellationToken)
    {
        var description = source.Description;
        var fewest = archive is null ? FewestWindows : TeacherArchiveDescription.FewestWindows;
        RequireWindows(source, fewest);
        var stations = description.Stations.Count;
        var sums = new Sums(
            new RunningMoments(stations, description.Inputs.Count),
            new RunningMoments(stations, description.TeacherVariables.Count),
            new RunningMoments(stations, description.Targets.Count),
            new RunningMoments(stations, description.Targets.Count),
            new RunningMoments(stations, description.Targets.Count),
            new RunningLine(stations, description.Targets.Count));
        await AddAsync(source, sums, cancellationToken);
        for (var target = 0; target < description.Targets.Count; target++)
        {
            if (sums.Targets.Count(target) < fewest)
            {
                throw new UnusableDatasetException(
                    $"The variable '{description.Targets[target]}' cannot be forecast: the training windows have "
                    + $"{sums.Targets.Count(target)} observed target values of it, at least {fewest} are needed. "
                    + "Take it off the targets or add observations.");
            }
        }

        if (archive is not null)
        {
            // Carried to the station, the series has its mean and amplitude, and shows all seasons.
            await AddAsync(archive, sums, cancellationToken);
            await AddTeacherAsync(source, archive, sums.Teacher, cancellationToken);
        }

        var (slope, intercept, residual) = sums.Lines.Fit();
        return new StudentScaling
        {
            StationCount = stations,
            InputMean = sums.Inputs.Means(),
            InputScale = sums.Inputs.Scales(),
            TeacherMean = sums.Teacher.Means(),
            TeacherScale = sums.Teacher.Scales(),
            TargetMean = sums.Targets.Means(),
            TargetLevel = sums.Levels.Means(),
            TargetScale = sums.Targets.Scales(),
            LogarithmicTargets = [.. description.Targets.Select(t => KindOf(t) == Normalisation.Logarithmic ? 1f : 0f)],
            RegressandMean = sums.Regressands.Means(),
            RegressandScale = sums.Regressands.Scales(),
            Slope = slope,
            Intercept = intercept,
            TeacherRatio = sums.Lines.Ratios([.. description.Targets.Select(t => VariableTable.Default.Find(t)?.IsRatioScaled == true)]),
            CorrectionScale = residual,
            WithoutTeacher = new MosBaseline([], []),
            WithTeacher = new MosBaseline([], []),
            UsesDayOfYear = IsLong(description) || (archive is not null && IsLong(archive.Description)),
        };
    }

    private static bool IsLong(DatasetDescription description) =>
        description.Split.TrainingEnd - description.Split.FirstOrigin >= DayOfYearHours;

    /// <summary>
    /// The teacher's own series, as it is: means and spreads of a few days beside those of all seasons would weigh its predictors otherwise
    /// than the observations'. Departures from a window's mean keep the windows' own.
    /// </summary>
    private static async Task AddTeacherAsync(
        IWindowSource source,
        IArchiveWindows windows,
        RunningMoments moments,
        CancellationToken cancellationToken)
    {
        var variables = source.Description.TeacherVariables;
        var kinds = variables.Select(KindOf).ToArray();
        for (var station = 0; source.Archive is { } archive && station < source.Description.Stations.Count; station++)
        {
            var series = await archive.ReadAsync(station, cancellationToken);
            bool[] isTaken = [.. variables.Select((v, c) => kinds[c] != Normalisation.Departure
                && (!source.Description.Inputs.Contains(v) || windows.Carries(station, v)))];
            for (var at = 0; at < series.Values.Length; at++)
            {
                var (value, column) = (series.Values[at], at % kinds.Length);
                if (float.IsFinite(value) && isTaken[column])
                {
                    moments.Add(station, column, Transformed(value, kinds[column]));
                }
            }
        }
    }

    private static async Task AddAsync(IWindowSource source, Sums sums, CancellationToken cancellationToken)
    {
        for (var block = 0; block < source.BlockSizes(DatasetPart.Training).Count; block++)
        {
            Add(source.Description, await source.ReadAsync(DatasetPart.Training, block, cancellationToken), sums);
        }
    }

    private static void RequireWindows(IWindowSource source, int fewest)
    {
        var training = source.BlockSizes(DatasetPart.Training).Sum();
        if (training < fewest)
        {
            throw new UnusableDatasetException(
                $"Too few training windows: have {training}, need at least {fewest}. More observations are needed, or a shorter "
                + $"verification window.");
        }
    }

    /// <summary>Refuses data of which nothing is left for early stopping.</summary>
    /// <exception cref="UnusableDatasetException">There is no validation window.</exception>
    internal static void RequireValidation(IWindowSource source)
    {
        if (source.BlockSizes(DatasetPart.Validation).Sum() == 0)
        {
            throw new UnusableDatasetException(
                "No validation windows: have 0, need at least 1, because early stopping may look at nothing else. More observations are "
                + "needed.");
        }
    }

    private static void Add(DatasetDescription description, WindowBlock block, Sums sums)
    {
        var (history, horizon) = (description.HistoryHours, description.HorizonHours);
        var (inputs, teachers, targets) = (description.Inputs.Count, description.TeacherVariables.Count, description.Targets.Count);
        var inputKinds = description.Inputs.Select(KindOf).ToArray();
        var teacherKinds = description.TeacherVariables.Select(KindOf).ToArray();
        var teacherOfTarget = description.Targets.Select(t => description.TeacherVariables.IndexOf(t)).ToArray();
        var inputOfTarget = description.Targets.Select(t => description.Inputs.IndexOf(t)).ToArray();
        var targetKinds = description.Targets.Select(KindOf).ToArray();
        var level = new double[targets];
        for (var window = 0; window < block.Count; window++)
        {
            var station = block.Stations[window];
            var teacherWindow = block.Teacher.AsSpan(window * (history + horizon) * teachers, (history + horizon) * teachers);
            var inputWindow = block.Observations.AsSpan(window * history * inputs, history * inputs);
            AddWindow(sums.Inputs, station, inputWindow, inputKinds, history, fromHour: 0);
            AddWindow(sums.Teacher, station, teacherWindow, teacherKinds, history, fromHour: history);
            for (var target = 0; target < targets; target++)
            {
                level[target] = targetKinds[target] == Normalisation.Departure ? Mean(inputWindow, inputOfTarget[target], inputs).Mean : 0;
            }

            for (var hour = 0; hour < horizon; hour++)
            {
                var targetRow = block.Targets.AsSpan(((window * horizon) + hour) * targets, targets);
                for (var target = 0; target < targets; target++)
                {
                    if (!float.IsFinite(targetRow[target]))
                    {
                        continue;
                    }

                    if (double.IsFinite(level[target]))
                    {
                        sums.Targets.Add(station, target, targetRow[target] - level[target]);
                        sums.Regressands.Add(station, target, Transformed(targetRow[target], targetKinds[target]) - level[target]);
                    }

                    if (targetKinds[target] == Normalisation.Departure)
                    {
                        sums.Levels.Add(station, target, targetRow[target]);
                    }

                    if (teacherOfTarget[target] >= 0
                        && teacherWindow[((history + hour) * teachers) + teacherOfTarget[target]] is var teacher
                        && float.IsFinite(teacher))
                    {
                        sums.Lines.Add(
                            station,
                            target,
                            Transformed(teacher, targetKinds[target]),
                            Transformed(targetRow[target], targetKinds[target]));
                    }
                }
            }
        }
    }

    private static void AddWindow(
        RunningMoments moments,
        int station,
        ReadOnlySpan<float> values,
        Normalisation[] kinds,
        int history,
        int fromHour)
    {
        for (var column = 0; column < kinds.Length; column++)
        {
            var mean = kinds[column] == Normalisation.Departure ? WindowLevel(values, column, kinds.Length, history) : 0;
            for (var at = (fromHour * kinds.Length) + column; at < values.Length; at += kinds.Length)
            {
                if (float.IsFinite(values[at]))
                {
                    moments.Add(station, column, Transformed(values[at], kinds[column]) - mean);
                }
            }
        }
    }

    /// <summary>As the student's graph takes it (<see cref="HourlyFeatures"/>).</summary>
    private static double WindowLevel(ReadOnlySpan<float> values, int column, int columns, int history)
    {
        var (mean, count) = Mean(values[..(history * columns)], column, columns);
        return count >= HourlyFeatures.FewestLevelHours || values.Length == history * columns ? mean : Mean(values, column, columns).Mean;
    }

    /// <summary>Mean of a column's values and their number; not a number where there are none.</summary>
    private static (double Mean, int Count) Mean(ReadOnlySpan<float> values, int column, int columns)
    {
        var (sum, count) = (0.0, 0);
        for (var at = column; at < values.Length; at += columns)
        {
            if (float.IsFinite(values[at]))
            {
                sum += values[at];
                count++;
            }
        }

        return (count == 0 ? double.NaN : sum / count, count);
    }

    /// <summary>log(1 + x) where that is the normalisation; departures are taken by the caller.</summary>
    private static double Transformed(float value, Normalisation kind) =>
        kind == Normalisation.Logarithmic ? Math.Log(1 + Math.Max(0, (double)value)) : value;

    private static Normalisation KindOf(string name) => VariableTable.Default.Find(name)?.Normalisation ?? Normalisation.Standard;

    private sealed record Sums(
        RunningMoments Inputs,
        RunningMoments Teacher,
        RunningMoments Targets,
        RunningMoments Regressands,
        RunningMoments Levels,
        RunningLine Lines);
}
