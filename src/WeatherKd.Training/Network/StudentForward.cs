using WeatherKd.Students;

namespace WeatherKd.Training.Network;

/// <summary>
/// The student from physical inputs to physical outputs, written once for training and export. A body (<see cref="IStudentBody"/>) makes
/// features of history and horizon; heads turn them into corrections of a MOS baseline, a linear regression fitted in closed form: from the
/// observations alone, and in a guided student from the teacher too wherever there is one.
/// </summary>
internal sealed class StudentForward(StudentShape shape, StudentScaling scaling, QuantileCalibration calibration)
{
    private readonly HourlyFeatures _hourly = new(shape, scaling);
    private readonly MosBaselineColumns _columns = shape.MosBaseline;

    /// <summary>In what space the targets are regressed.</summary>
    public TargetTransform Transform { get; } = new(shape, scaling);

    /// <summary>Computes or writes down the student.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="g">The backend.</param>
    /// <param name="observations"><see cref="StudentGraph.Observations"/>.</param>
    /// <param name="teacher"><see cref="StudentGraph.Teacher"/>.</param>
    /// <param name="station"><see cref="StudentGraph.Station"/>.</param>
    /// <param name="origin"><see cref="StudentGraph.Origin"/>.</param>
    public Output<T> Run<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class => Run(g, Read(g, observations, teacher, station, origin), station);

    /// <summary>All of a window that no weight changes: what body and heads start from.</summary>
    /// <inheritdoc cref="Run{T}(ITensorGraph{T}, T, T, T, T)"/>
    public Reading<T> Read<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class
    {
        var hours = Hours(g, observations, teacher, station, origin, shape.ReadsTeacher);
        var guess = Guess(g, hours, station);
        var encoder = new List<T> { hours.Observed, _hourly.Calendar(g, "history", origin, 1 - shape.History, shape.History) };
        var decoder = new List<T>
        {
            _columns.DaysBefore(g, hours.Observed, 1),
            _columns.OverHorizon(g, AtOrigin(g, hours.Observed)),
            guess.WithoutTeacher,
        };
        if (hours.Teacher is { } withTeacher && guess.WithTeacher is { } baselineWithTeacher)
        {
            encoder.Add(g.Slice(withTeacher.Hours, 1, 0, shape.History));
            encoder.Add(withTeacher.Errors);
            decoder.Add(g.Slice(withTeacher.Hours, 1, shape.History, shape.History + shape.Horizon));
            decoder.Add(_columns.DaysBefore(g, withTeacher.Errors, 1));
            decoder.Add(_columns.OverHorizon(g, AtOrigin(g, withTeacher.Errors)));
            decoder.Add(_columns.OverHorizon(g, MosBaselineColumns.MeanError(g, withTeacher.Errors, withTeacher.Known)));
            decoder.Add(_columns.OverHorizon(g, MosBaselineColumns.ErrorSize(g, withTeacher.Errors, withTeacher.Known)));
            decoder.Add(g.Multiply(withTeacher.Covered, baselineWithTeacher));
        }

        return new Reading<T>(
            g.Concatenate(2, [.. encoder]),
            g.Concatenate(2, hours.Calendar, Leads(g, hours.Observed)),
            g.Concatenate(2, [.. decoder]),
            WithoutTeacher(g, guess, hours.Level, station),
            guess.WithTeacher is null ? null : WithTeacher(g, guess, hours.Level, station),
            hours.Teacher?.Covered);
    }

    /// <summary>The rest, by the weights.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="g">The backend.</param>
    /// <param name="reading">From <see cref="Read"/>.</param>
    /// <param name="station"><see cref="StudentGraph.Station"/>.</param>
    public Output<T> Run<T>(ITensorGraph<T> g, Reading<T> reading, T station)
        where T : class
    {
        var vectors = _columns.OverHorizon(g, g.Unsqueeze(g.Gather(g.Weight("station.vectors"), station, 0), 1));
        return Heads(g, Features(g, reading.Encoder, g.Concatenate(2, reading.Calendar, vectors, reading.Decoder)), reading);
    }

    /// <summary>
    /// The teacher through the training part's line, and where it exists; see <see cref="HourlyFeatures.DebiasedTeacher{T}"/>.
    /// </summary>
    public (T Values, T Covered) DebiasedTeacher<T>(ITensorGraph<T> g, T teacher, T station)
        where T : class => _hourly.DebiasedTeacher(g, teacher, station);

    /// <summary>
    /// The predictors of the MOS baseline, each over the leads: without and with the teacher, and where it covers the hour.
    /// </summary>
    public (T WithoutTeacher, T WithTeacher, T Covered) Predictors<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class
    {
        var hours = Hours(g, observations, teacher, station, origin, withTeacher: true);
        return (
            _columns.OverLeads(g, hours.Predictors, _columns.WithoutTeacherCount),
            _columns.OverLeads(g, hours.Teacher!.Predictors, _columns.WithTeacherCount),
            hours.Teacher.Covered);
    }

    /// <summary>The predictors of the MOS baseline without a teacher.</summary>
    public T PredictorsWithoutTeacher<T>(ITensorGraph<T> g, T observations, T station, T origin)
        where T : class =>
        _columns.OverLeads(
            g,
            _columns.WithoutTeacher(
                g,
                _hourly.Observed(g, observations, station),
                _hourly.Calendar(g, "horizon", origin, 1, shape.Horizon)),
            _columns.WithoutTeacherCount);

    /// <summary>
    /// The MOS baselines in physical units, from the observations alone and from the teacher too, whether or not the network reads it, and
    /// where the teacher covers the hour. Shapes <c>[batch, horizon, target]</c>.
    /// </summary>
    public (T WithoutTeacher, T WithTeacher, T Covered) MosBaselines<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class
    {
        var hours = Hours(g, observations, teacher, station, origin, withTeacher: true);
        var guess = Guess(g, hours, station);
        return (
            WithoutTeacher(g, guess, hours.Level, station),
            WithTeacher(g, guess, hours.Level, station),
            hours.Teacher!.Covered);
    }

    /// <summary>The MOS baseline from the observations alone, in physical units. Shape <c>[batch, horizon, target]</c>.</summary>
    public T BaselineWithoutTeacher<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class
    {
        var hours = Hours(g, observations, teacher, station, origin, withTeacher: false);
        return WithoutTeacher(g, Guess(g, hours, station), hours.Level, station);
    }

    /// <summary>
    /// The level of each target as its observations show it, and where they do; see <see cref="HourlyFeatures.ObservedLevel{T}"/>.
    /// </summary>
    public (T Level, T Known) ObservedLevel<T>(ITensorGraph<T> g, T observations)
        where T : class => _hourly.ObservedLevel(g, observations);

    private HoursOf<T> Hours<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin, bool withTeacher)
        where T : class
    {
        var observed = _hourly.Observed(g, observations, station);
        var calendar = _hourly.Calendar(g, "horizon", origin, 1, shape.Horizon);
        var withoutTeacher = _columns.WithoutTeacher(g, observed, calendar);
        if (!withTeacher)
        {
            return new HoursOf<T>(observed, calendar, withoutTeacher, _hourly.Level(g, observations, null, station), null);
        }

        var teacherHours = _hourly.Teacher(g, teacher, station);
        var (values, covered) = _hourly.DebiasedRegressand(g, teacher, station);
        var (errors, known) = _hourly.RecentErrors(
            g,
            observations,
            g.Slice(values, 1, 0, shape.History),
            g.Slice(covered, 1, 0, shape.History));
        var predictors = _columns.WithTeacher(g, withoutTeacher, teacherHours, errors, known);
        var level = _hourly.Level(g, observations, (values, covered), station);
        return new HoursOf<T>(
            observed,
            calendar,
            withoutTeacher,
            level,
            new TeacherHours<T>(
                teacherHours,
                errors,
                known,
                g.Slice(covered, 1, shape.History, shape.History + shape.Horizon),
                predictors));
    }

    private Guesses<T> Guess<T>(ITensorGraph<T> g, HoursOf<T> hours, T station)
        where T : class => new(
        Regress(g, "mos_baseline.without_teacher", hours.Predictors, _columns.WithoutTeacherCount, scaling.WithoutTeacher, station),
        hours.Teacher is { } teacher
            ? Regress(g, "mos_baseline.with_teacher", teacher.Predictors, _columns.WithTeacherCount, scaling.WithTeacher, station)
            : null);

    private T Regress<T>(ITensorGraph<T> g, string name, T predictors, int count, MosBaseline guess, T station)
        where T : class
    {
        var columns = count * MosBaselineColumns.Bases;
        var table = g.Constant(name, guess.Weights, guess.Weights.Length / (columns * shape.Targets), columns, shape.Targets);
        return g.MatrixProduct(_columns.OverLeads(g, predictors, count), g.Gather(table, station, 0));
    }

    private T Leads<T>(ITensorGraph<T> g, T observed)
        where T : class
    {
        var lead = g.Constant("lead", [.. Enumerable.Range(1, shape.Horizon).Select(h => (float)h / shape.Horizon)], 1, shape.Horizon, 1);
        var perBatch = g.Slice(g.Slice(observed, 1, 0, 1), 2, 0, 1);
        return g.Add(lead, g.Multiply(perBatch, g.Number("zero", 0)));
    }

    /// <summary>
    /// What the body makes of history and horizon and, past it, the horizon's inputs, so that a linear relation needs no learning through
    /// it.
    /// </summary>
    private T Features<T>(ITensorGraph<T> g, T encoderInputs, T decoderInputs)
        where T : class
    {
        var horizon = g.SwapBatchAndTime(decoderInputs);
        return g.Concatenate(2, g.Dropout(shape.Body.Run(g, g.SwapBatchAndTime(encoderInputs), horizon)), horizon);
    }

    private Output<T> Heads<T>(ITensorGraph<T> g, T features, Reading<T> reading)
        where T : class
    {
        var covered = reading.Covered;
        var unit = g.Constant("residual.without_teacher", scaling.WithoutTeacher.Residual, 1, 1, shape.Targets);
        var size = Transform.ErrorSize(g, reading.WithoutTeacher, unit);
        var forecast = Corrected("direct", reading.WithoutTeacher, size);
        if (covered is not null && reading.WithTeacher is not null)
        {
            var unitWithTeacher = g.Constant("residual.with_teacher", scaling.WithTeacher.Residual, 1, 1, shape.Targets);
            var sizeWithTeacher = Transform.ErrorSize(g, reading.WithTeacher, unitWithTeacher);
            forecast = g.Where(covered, Corrected("correction", reading.WithTeacher, sizeWithTeacher), forecast);
            unit = g.Where(covered, unitWithTeacher, unit);
            size = g.Where(covered, sizeWithTeacher, size);
        }

        var spread = g.Reshape(g.SwapBatchAndTime(Head(g, "spread", features)), 0, 0, shape.Targets, StudentGraph.QuantileLevels.Count);
        return new Output<T>(forecast, Quantiles(g, g.WithoutGradient(forecast), g.Unsqueeze(size, 3), spread, covered), unit);

        T Corrected(string head, T first, T scale) =>
            g.Add(first, g.Multiply(scale, g.SwapBatchAndTime(Head(g, head, features))));
    }

    /// <summary>
    /// The median is the forecast plus an offset; the others lie below and above it by sums of positive steps, so that they cannot cross.
    /// The calibration widens or narrows each step.
    /// </summary>
    private T Quantiles<T>(ITensorGraph<T> g, T forecast, T unit, T spread, T? covered)
        where T : class
    {
        var middle = StudentGraph.QuantileLevels.Count / 2;
        var median = g.Add(g.Unsqueeze(forecast, 3), g.Multiply(unit, g.Slice(spread, 3, middle, middle + 1)));
        var factors = g.Constant(
            "calibration.without_teacher",
            calibration.WithoutTeacher,
            1,
            1,
            shape.Targets,
            StudentGraph.QuantileLevels.Count);
        if (covered is not null)
        {
            var with = g.Constant(
                "calibration.with_teacher",
                calibration.WithTeacher,
                1,
                1,
                shape.Targets,
                StudentGraph.QuantileLevels.Count);
            factors = g.Where(g.Unsqueeze(covered, 3), with, factors);
        }

        var steps = g.Multiply(g.Multiply(unit, g.Softplus(spread)), factors);
        var quantiles = new T[StudentGraph.QuantileLevels.Count];
        quantiles[middle] = median;
        for (var below = middle - 1; below >= 0; below--)
        {
            quantiles[below] = g.Subtract(quantiles[below + 1], g.Slice(steps, 3, below, below + 1));
        }

        for (var above = middle + 1; above < quantiles.Length; above++)
        {
            quantiles[above] = g.Add(quantiles[above - 1], g.Slice(steps, 3, above, above + 1));
        }

        return g.Concatenate(3, quantiles);
    }

    private T WithoutTeacher<T>(ITensorGraph<T> g, Guesses<T> guesses, T level, T station)
        where T : class =>
        Physical(g, guesses.WithoutTeacher, level, station, "mos_baseline.without_teacher", scaling.WithoutTeacher.Smearing);

    private T WithTeacher<T>(ITensorGraph<T> g, Guesses<T> guesses, T level, T station)
        where T : class =>
        Physical(g, guesses.WithTeacher!, level, station, "mos_baseline.with_teacher", scaling.WithTeacher.Smearing);

    /// <summary>
    /// A MOS baseline in its unit. Extrapolation is clamped to the plausible range: where a sensor or the teacher is at its limit, the sum
    /// of many predictors is beyond it.
    /// </summary>
    private T Physical<T>(ITensorGraph<T> g, T standardised, T level, T station, string name, float[] smearing)
        where T : class
    {
        var regressed = g.Add(
            g.Add(level, g.StationRow("target.mean", scaling.RegressandMean, shape.Targets, station)),
            g.Multiply(g.Constant("target.scale", scaling.RegressandScale, 1, 1, shape.Targets), standardised));
        var guess = Transform.Undo(g, regressed, name, smearing);
        var least = g.Constant("target.least", shape.Least, 1, 1, shape.Targets);
        var width = g.Constant("target.width", [.. shape.Most.Zip(shape.Least, (most, least) => most - least)], 1, 1, shape.Targets);
        return g.Add(least, g.Multiply(width, g.Clamp(g.Divide(g.Subtract(guess, least), width), 0, 1)));
    }

    private T AtOrigin<T>(ITensorGraph<T> g, T history)
        where T : class => g.Slice(history, 1, shape.History - 1, shape.History);

    private static T Head<T>(ITensorGraph<T> g, string name, T features)
        where T : class => g.Add(g.MatrixProduct(features, g.Weight($"{name}.weight")), g.Weight($"{name}.bias"));

    /// <summary>What a student gives, in physical units.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="Forecast">Shape <c>[batch, horizon, target]</c>.</param>
    /// <param name="Quantiles">Shape <c>[batch, horizon, target, level]</c>.</param>
    /// <param name="Unit">Usual size of the MOS baseline's error at that hour; broadcasts to the forecast's shape.</param>
    internal sealed record Output<T>(T Forecast, T Quantiles, T Unit)
        where T : class;

    /// <summary>All of some windows that no weight changes.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="Encoder">What the body reads of the history. Shape <c>[batch, history, feature]</c>.</param>
    /// <param name="Calendar">What it reads of the horizon before the station's vector. Shape <c>[batch, horizon, feature]</c>.</param>
    /// <param name="Decoder">And after it.</param>
    /// <param name="WithoutTeacher">MOS baseline from the observations, in its unit. Shape <c>[batch, horizon, target]</c>.</param>
    /// <param name="WithTeacher">MOS baseline from the teacher too; null where the network reads none.</param>
    /// <param name="Covered">1 where the teacher covers the hour; null where the network reads none.</param>
    internal sealed record Reading<T>(T Encoder, T Calendar, T Decoder, T WithoutTeacher, T? WithTeacher, T? Covered)
        where T : class;

    private sealed record HoursOf<T>(T Observed, T Calendar, T Predictors, T Level, TeacherHours<T>? Teacher)
        where T : class;

    private sealed record TeacherHours<T>(T Hours, T Errors, T Known, T Covered, T Predictors)
        where T : class;

    /// <summary>MOS baselines in standard deviations of the targets about their means.</summary>
    private sealed record Guesses<T>(T WithoutTeacher, T? WithTeacher)
        where T : class;
}

/// <summary>
/// Factors on the quantiles' steps, per target and level, fitted on the validation part; all 1 before. Shape <c>[target, level]</c>.
/// </summary>
/// <param name="WithTeacher">Where the teacher covers the hour.</param>
/// <param name="WithoutTeacher">Where it does not.</param>
internal sealed record QuantileCalibration(float[] WithTeacher, float[] WithoutTeacher)
{
    public static QuantileCalibration None(int targets) => new(Ones(targets), Ones(targets));

    private static float[] Ones(int targets) => [.. Enumerable.Repeat(1f, targets * StudentGraph.QuantileLevels.Count)];
}
