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
    private readonly StudentHeads _heads = new(shape, scaling, calibration);

    /// <summary>What the heads correct.</summary>
    public MosBaselineForward MosBaseline { get; } = new(shape, scaling);

    /// <summary>Computes or writes down the student.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="g">The backend.</param>
    /// <param name="observations"><see cref="StudentGraph.Observations"/>.</param>
    /// <param name="teacher"><see cref="StudentGraph.Teacher"/>.</param>
    /// <param name="station"><see cref="StudentGraph.Station"/>.</param>
    /// <param name="origin"><see cref="StudentGraph.Origin"/>.</param>
    public StudentOutput<T> Run<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class => Run(g, Read(g, observations, teacher, station, origin), station);

    /// <summary>All of a window that no weight changes: what body and heads start from.</summary>
    /// <inheritdoc cref="Run{T}(ITensorGraph{T}, T, T, T, T)"/>
    public StudentReading<T> Read<T>(ITensorGraph<T> g, T observations, T teacher, T station, T origin)
        where T : class
    {
        var hours = MosBaseline.Hours(g, observations, teacher, station, origin, shape.ReadsTeacher);
        var baselines = MosBaseline.Regress(g, hours, station);
        var encoder = new List<T> { hours.Observed, _hourly.Calendar(g, "history", origin, 1 - shape.History, shape.History) };
        var decoder = new List<T>
        {
            _columns.DaysBefore(g, hours.Observed, 1),
            _columns.OverHorizon(g, AtOrigin(g, hours.Observed)),
            baselines.WithoutTeacher,
        };
        if (hours.Teacher is { } withTeacher && baselines.WithTeacher is { } baselineWithTeacher)
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

        return new StudentReading<T>(
            g.Concatenate(2, [.. encoder]),
            g.Concatenate(2, hours.Calendar, Leads(g, hours.Observed)),
            g.Concatenate(2, [.. decoder]),
            MosBaseline.WithoutTeacher(g, baselines, hours.Level, station),
            baselines.WithTeacher is null ? null : MosBaseline.WithTeacher(g, baselines, hours.Level, station),
            hours.Teacher?.Covered);
    }

    /// <summary>The rest, by the weights.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="g">The backend.</param>
    /// <param name="reading">From <see cref="Read"/>.</param>
    /// <param name="station"><see cref="StudentGraph.Station"/>.</param>
    public StudentOutput<T> Run<T>(ITensorGraph<T> g, StudentReading<T> reading, T station)
        where T : class
    {
        var vectors = _columns.OverHorizon(g, g.Unsqueeze(g.Gather(g.Weight("station.vectors"), station, 0), 1));
        return _heads.Run(g, Features(g, reading.Encoder, g.Concatenate(2, reading.Calendar, vectors, reading.Decoder)), reading);
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

    private T AtOrigin<T>(ITensorGraph<T> g, T history)
        where T : class => g.Slice(history, 1, shape.History - 1, shape.History);
}
