using WeatherKd.Students;
using WeatherKd.Training.Scaling;

namespace WeatherKd.Training.Network;

/// <summary>
/// The student from physical inputs to physical outputs, written once for training and export. Two LSTM layers read the history, two more unroll the
/// horizon from their state (Yoo and Jung's LSTM auto-encoder); a guided student adds a correction to the de-biased teacher wherever there is one.
/// </summary>
internal sealed class StudentForward(StudentShape shape, StudentScaling scaling, QuantileCalibration calibration)
{
    /// <summary>Network inputs are held within this many standard deviations, so that a wrong sensor cannot blow up a forecast.</summary>
    private const float Bound = 8;

    private const int DayHours = 24;

    /// <summary>365.25 days: the calendar's day drifts by less than one over any training part.</summary>
    private const int YearHours = 8766;

    /// <summary>Hours of the average error that count as "no error" beforehand: a mean of two hours says little.</summary>
    private const float ErrorPriorHours = 6;

    private static readonly float[] DayCycle = CycleOf(DayHours);

    private static readonly float[] YearCycle = CycleOf(YearHours);

    /// <summary>Computes or writes down the student.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="g">The backend.</param>
    /// <param name="observations"><see cref="StudentGraph.Observations"/>.</param>
    /// <param name="teacher"><see cref="StudentGraph.Teacher"/>.</param>
    /// <param name="station"><see cref="StudentGraph.Station"/>.</param>
    /// <param name="origin"><see cref="StudentGraph.Origin"/>.</param>
    public Output<T> Run<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class
    {
        var observed = Observed(g, observations, station);
        var (encoderInputs, decoderInputs) = CommonInputs(g, observed, station, origin);
        T? debiased = default;
        T? covered = default;
        if (shape.ReadsTeacher)
        {
            var teacherHours = Columns(g, "teacher", teacher, shape.Teacher, scaling.TeacherMean, scaling.TeacherScale, station);
            var all = DebiasedTeacher(g, teacher, station);
            var history = (From: 0L, To: (long)shape.History);
            var horizon = (From: (long)shape.History, To: (long)(shape.History + shape.Horizon));
            debiased = g.Slice(all.Values, 1, horizon.From, horizon.To);
            covered = g.Slice(all.Covered, 1, horizon.From, horizon.To);
            var (errors, known) = RecentErrors(g, observations, g.Slice(all.Values, 1, history.From, history.To), g.Slice(all.Covered, 1, history.From, history.To));
            encoderInputs = g.Concatenate(2, encoderInputs, g.Slice(teacherHours, 1, history.From, history.To), errors);
            var meanError = g.Divide(g.Sum(errors, 1), g.Add(g.Sum(known, 1), Number(g, "error.prior", ErrorPriorHours)));
            decoderInputs = g.Concatenate(
                2,
                decoderInputs,
                g.Slice(teacherHours, 1, horizon.From, horizon.To),
                DayBefore(g, errors),
                OverHorizon(g, AtOrigin(g, errors)),
                OverHorizon(g, meanError));
        }

        var features = Decode(g, encoderInputs, decoderInputs);
        return Heads(g, features, station, debiased, covered);
    }

    /// <summary>The teacher through the training part's line of its station and variable, 0 where missing, and 1 where it covers the hour. Shapes <c>[batch, hour, target]</c>.</summary>
    public (T Values, T Covered) DebiasedTeacher<T>(ITensorGraph<T> g, T teacher, T station)
        where T : class
    {
        // Targets without a teacher pick a further column that is always missing.
        var none = shape.Teacher.Count;
        var picks = g.Constant("teacher.of_target", [.. shape.TeacherOfTarget.Select(i => i < 0 ? none : (long)i)], shape.Targets);
        var present = g.Subtract(Number(g, "one", 1), g.Missing(teacher));
        var zero = g.Multiply(g.Slice(present, 2, 0, 1), Number(g, "zero", 0));
        var values = g.Gather(g.Concatenate(2, g.ZeroWhereMissing(teacher), zero), picks, 2);
        var covered = g.Gather(g.Concatenate(2, present, zero), picks, 2);
        var slope = StationRow(g, "teacher.slope", scaling.Slope, shape.Targets, station);
        var intercept = StationRow(g, "teacher.intercept", scaling.Intercept, shape.Targets, station);
        return (g.Add(g.Multiply(values, slope), intercept), covered);
    }

    private (T Encoder, T Decoder) CommonInputs<T>(ITensorGraph<T> g, T observed, T station, T origin)
        where T : class
    {
        var lead = g.Constant("lead", [.. Enumerable.Range(1, shape.Horizon).Select(h => (float)h / shape.Horizon)], 1, shape.Horizon, 1);
        var perBatch = g.Slice(g.Slice(observed, 1, 0, 1), 2, 0, 1);
        var leads = g.Add(lead, g.Multiply(perBatch, Number(g, "zero", 0)));
        var stationVector = g.Unsqueeze(g.Gather(g.Weight("station.vectors"), station, 0), 1);
        var encoder = g.Concatenate(2, observed, Calendar(g, "history", origin, 1 - shape.History, shape.History));
        var decoder = g.Concatenate(
            2,
            Calendar(g, "horizon", origin, 1, shape.Horizon),
            leads,
            OverHorizon(g, stationVector),
            DayBefore(g, observed),
            OverHorizon(g, AtOrigin(g, observed)));
        return (encoder, decoder);
    }

    private static T Decode<T>(ITensorGraph<T> g, T encoderInputs, T decoderInputs)
        where T : class
    {
        var (below, first) = g.Lstm("encoder.0", g.SwapBatchAndTime(encoderInputs), null);
        var (_, second) = g.Lstm("encoder.1", g.Dropout(below), null);
        var inputs = g.SwapBatchAndTime(decoderInputs);
        var (middle, _) = g.Lstm("decoder.0", inputs, first);
        var (top, _) = g.Lstm("decoder.1", g.Dropout(middle), second);
        return g.Concatenate(2, g.Dropout(top), inputs);
    }

    private Output<T> Heads<T>(ITensorGraph<T> g, T features, T station, T? debiased, T? covered)
        where T : class
    {
        var targetScale = g.Constant("target.scale", scaling.TargetScale, 1, 1, shape.Targets);
        var direct = g.SwapBatchAndTime(Head(g, "direct", features));
        var forecast = g.Add(StationRow(g, "target.mean", scaling.TargetMean, shape.Targets, station), g.Multiply(targetScale, direct));
        var unit = targetScale;
        if (debiased is not null && covered is not null)
        {
            var correctionScale = g.Constant("correction.scale", scaling.CorrectionScale, 1, 1, shape.Targets);
            var corrected = g.Add(debiased, g.Multiply(correctionScale, g.SwapBatchAndTime(Head(g, "correction", features))));
            forecast = Choose(g, covered, corrected, forecast);
            unit = Choose(g, covered, correctionScale, targetScale);
        }

        var spread = g.Reshape(g.SwapBatchAndTime(Head(g, "spread", features)), 0, 0, shape.Targets, StudentGraph.QuantileLevels.Count);
        return new Output<T>(forecast, Quantiles(g, g.WithoutGradient(forecast), g.Unsqueeze(unit, 3), spread, covered));
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
        var factors = g.Constant("calibration.without_teacher", calibration.WithoutTeacher, 1, 1, shape.Targets, StudentGraph.QuantileLevels.Count);
        if (covered is not null)
        {
            var with = g.Constant("calibration.with_teacher", calibration.WithTeacher, 1, 1, shape.Targets, StudentGraph.QuantileLevels.Count);
            factors = Choose(g, g.Unsqueeze(covered, 3), with, factors);
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

    private T Observed<T>(ITensorGraph<T> g, T observations, T station)
        where T : class =>
        Columns(g, "input", observations, shape.Inputs, scaling.InputMean, scaling.InputScale, station);

    /// <summary>Standardised values, sines and cosines, and a flag per variable that says whether it is there. Missing values enter as 0, the mean.</summary>
    private static T Columns<T>(ITensorGraph<T> g, string name, T physical, StudentShape.Columns columns, float[] mean, float[] scale, T station)
        where T : class
    {
        var one = Number(g, "one", 1);
        var present = g.Subtract(one, g.Missing(physical));
        var clean = g.ZeroWhereMissing(physical);
        var parts = new List<T>();
        if (columns.Linear.Length > 0)
        {
            var picks = g.Constant($"{name}.linear", [.. columns.Linear.Select(i => (long)i)], columns.Linear.Length);
            var values = g.Gather(clean, picks, 2);
            if (columns.LogarithmicShare.Contains(1f))
            {
                var isLogarithmic = g.Constant($"{name}.is_logarithmic", columns.LogarithmicShare, 1, 1, columns.Linear.Length);
                values = Choose(g, isLogarithmic, g.Logarithm(g.Add(g.Clamp(values, 0, float.MaxValue), one)), values);
            }

            var there = g.Gather(present, picks, 2);
            if (columns.DepartureShare.Contains(1f))
            {
                var isDeparture = g.Constant($"{name}.is_departure", columns.DepartureShare, 1, 1, columns.Linear.Length);
                var windowMean = g.Divide(g.Sum(g.Multiply(values, there), 1), g.Clamp(g.Sum(there, 1), 1, float.MaxValue));
                values = g.Subtract(values, g.Multiply(isDeparture, windowMean));
            }

            var rows = mean.Length / columns.Count;
            var means = StationRow(g, $"{name}.mean", [.. Enumerable.Range(0, rows).SelectMany(r => columns.Linear.Select(c => mean[(r * columns.Count) + c]))], columns.Linear.Length, station);
            var scales = g.Constant($"{name}.scale", [.. columns.Linear.Select(c => scale[c])], 1, 1, columns.Linear.Length);
            var standardised = g.Clamp(g.Divide(g.Subtract(values, means), scales), -Bound, Bound);
            parts.Add(g.Multiply(standardised, there));
        }

        if (columns.Circular.Length > 0)
        {
            var picks = g.Constant($"{name}.circular", [.. columns.Circular.Select(i => (long)i)], columns.Circular.Length);
            var radians = g.Multiply(g.Gather(clean, picks, 2), Number(g, "radians_per_degree", MathF.PI / 180));
            var there = g.Gather(present, picks, 2);
            parts.Add(g.Multiply(g.Sine(radians), there));
            parts.Add(g.Multiply(g.Cosine(radians), there));
        }

        parts.Add(present);
        return g.Concatenate(2, [.. parts]);
    }

    /// <summary>Observation − de-biased teacher over the history, in units of its usual size; 0 where either is missing. This is how a drifting bias is seen.</summary>
    private (T Errors, T Known) RecentErrors<T>(ITensorGraph<T> g, T observations, T debiased, T covered)
        where T : class
    {
        var picks = g.Constant("input.of_target", [.. shape.InputOfTarget.Select(i => (long)i)], shape.Targets);
        var observed = g.Gather(observations, picks, 2);
        var known = g.Multiply(covered, g.Subtract(Number(g, "one", 1), g.Missing(observed)));
        var scale = g.Constant("correction.scale", scaling.CorrectionScale, 1, 1, shape.Targets);
        var errors = g.Clamp(g.Divide(g.Subtract(g.ZeroWhereMissing(observed), debiased), scale), -Bound, Bound);
        return (g.Multiply(errors, known), known);
    }

    /// <summary>Sine and cosine of the valid time's hour of the day and, where learned, of its day of the year.</summary>
    private T Calendar<T>(ITensorGraph<T> g, string name, T origin, int firstOffset, int hours)
        where T : class
    {
        var offsets = g.Constant($"{name}.offsets", [.. Enumerable.Range(0, hours).Select(h => (long)(firstOffset + h))], 1, hours);
        var valid = g.Add(g.Unsqueeze(origin, 1), offsets);
        var hour = g.Gather(g.Constant("cycle.day", DayCycle, DayHours, 2), g.Modulo(valid, g.Constant("day.hours", [(long)DayHours], 1)), 0);
        return shape.UsesDayOfYear
            ? g.Concatenate(2, hour, g.Gather(g.Constant("cycle.year", YearCycle, YearHours, 2), g.Modulo(valid, g.Constant("year.hours", [(long)YearHours], 1)), 0))
            : hour;
    }

    private static float[] CycleOf(int hours) =>
        [.. Enumerable.Range(0, hours).SelectMany(h => new[] { (float)Math.Sin(2 * Math.PI * h / hours), (float)Math.Cos(2 * Math.PI * h / hours) })];

    /// <summary>The history's row 24 h before each hour of the horizon (48 h before beyond the first day, and so on).</summary>
    private T DayBefore<T>(ITensorGraph<T> g, T history)
        where T : class => g.Gather(
        history,
        g.Constant("day_before", [.. Enumerable.Range(0, shape.Horizon).Select(h => (long)Math.Max(0, shape.History - 24 + (h % 24)))], shape.Horizon),
        1);

    private T AtOrigin<T>(ITensorGraph<T> g, T history)
        where T : class => g.Slice(history, 1, shape.History - 1, shape.History);

    private T OverHorizon<T>(ITensorGraph<T> g, T oneHour)
        where T : class =>
        g.Multiply(oneHour, g.Constant("horizon.ones", [.. Enumerable.Repeat(1f, shape.Horizon)], 1, shape.Horizon, 1));

    private static T Head<T>(ITensorGraph<T> g, string name, T features)
        where T : class => g.Add(g.MatrixProduct(features, g.Weight($"{name}.weight")), g.Weight($"{name}.bias"));

    private static T StationRow<T>(ITensorGraph<T> g, string name, float[] table, int columns, T station)
        where T : class =>
        g.Unsqueeze(g.Gather(g.Constant(name, table, table.Length / columns, columns), station, 0), 1);

    /// <summary>a where the flag is 1, b where it is 0, without the rounding of a − b.</summary>
    private static T Choose<T>(ITensorGraph<T> g, T flag, T a, T b)
        where T : class => g.Add(g.Multiply(flag, a), g.Multiply(g.Subtract(Number(g, "one", 1), flag), b));

    private static T Number<T>(ITensorGraph<T> g, string name, float value)
        where T : class => g.Constant(name, [value], 1);

    /// <summary>What a student gives, in physical units.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="Forecast">Shape <c>[batch, horizon, target]</c>.</param>
    /// <param name="Quantiles">Shape <c>[batch, horizon, target, level]</c>.</param>
    internal sealed record Output<T>(T Forecast, T Quantiles)
        where T : class;
}

/// <summary>Factors on the quantiles' steps, per target and level, fitted on the validation part; all 1 before. Shape <c>[target, level]</c>.</summary>
/// <param name="WithTeacher">Where the teacher covers the hour.</param>
/// <param name="WithoutTeacher">Where it does not.</param>
internal sealed record QuantileCalibration(float[] WithTeacher, float[] WithoutTeacher)
{
    public static QuantileCalibration None(int targets) => new(Ones(targets), Ones(targets));

    private static float[] Ones(int targets) => [.. Enumerable.Repeat(1f, targets * StudentGraph.QuantileLevels.Count)];
}
