using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace WeatherKd.Telemetry;

/// <summary>
/// Traces and measurements of the domain, under names that dashboards and alerts may rely on. A host exports the source and the meter
/// called <see cref="Name"/>; where none listens, a call costs next to nothing.
/// </summary>
public static class WeatherTelemetry
{
    /// <summary>Name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "WeatherKd";

    /// <summary>Environment variable that carries the W3C trace context into a training process or container.</summary>
    public const string TraceParentVariable = "TRACEPARENT";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> FilesIngested =
        Meter.CreateCounter<long>("weatherkd.files.ingested", "{file}", "Files that arrived, by container and by where they ended");

    private static readonly Counter<long> RowsStored = Meter.CreateCounter<long>(
        "weatherkd.rows.stored",
        "{row}",
        "Rows of files that were stored");

    private static readonly Counter<long> RowsRejected =
        Meter.CreateCounter<long>("weatherkd.rows.rejected", "{row}", "Values or rows that quality control took out");

    private static readonly Histogram<int> Windows =
        Meter.CreateHistogram<int>("weatherkd.windows", "{window}", "Windows of an aligned dataset, by part");

    private static readonly Histogram<int> Epochs =
        Meter.CreateHistogram<int>("weatherkd.training.epoch", "{epoch}", "Epochs as they end, 1-based");

    private static readonly Histogram<double> Rmse =
        Meter.CreateHistogram<double>("weatherkd.training.rmse", "1", "RMSE over normalised variables after an epoch, by part");

    private static readonly Counter<long> Retrainings =
        Meter.CreateCounter<long>("weatherkd.retrainings", "{retraining}", "Retrainings that ended, by verdict: promoted, rejected, …");

    private static readonly Counter<long> Promotions =
        Meter.CreateCounter<long>("weatherkd.promotions", "{promotion}", "Changes of the student in service, by act: promotion, rollback");

    private static readonly Histogram<double> ForecastDuration =
        Meter.CreateHistogram<double>(
            "weatherkd.forecast.duration",
            "s",
            "Time to answer a forecast request, by whether the teacher took part");

    /// <summary>
    /// Begins a span of work, e.g. <c>ingest</c> or <c>step AlignDataset</c>. Dispose it when the work ends; null where nobody listens.
    /// </summary>
    /// <param name="name">What is done; few different names.</param>
    /// <param name="subject">What it is done to: a blob, an instance, a job.</param>
    /// <param name="traceParent">
    /// W3C <c>traceparent</c> of what caused it, carried here from another process or an earlier time. Null, or of the current span's
    /// trace, continues the current span, which is nearer; a current span of another trace (a message's delivery, a timer) is linked.
    /// </param>
    public static Activity? Begin(string name, string subject, string? traceParent = null)
    {
        var current = Activity.Current;
        var carried = ActivityContext.TryParse(traceParent, null, isRemote: true, out var cause) && cause.TraceId != current?.TraceId;
        var activity = carried
            ? Source.StartActivity(name, ActivityKind.Consumer, cause, links: current is null ? null : [new ActivityLink(current.Context)])
            : Source.StartActivity(name);
        return activity?.SetTag("weatherkd.subject", subject);
    }

    /// <summary>Writes down the span of work that ends now and that no single process did.</summary>
    /// <param name="name">What was done; few different names.</param>
    /// <param name="subject">What it was done to.</param>
    /// <param name="startedAt">When it began.</param>
    /// <param name="traceParent">W3C <c>traceparent</c> of what caused it; null begins a trace.</param>
    public static void Record(string name, string subject, DateTimeOffset startedAt, string? traceParent)
    {
        var cause = ActivityContext.TryParse(traceParent, null, isRemote: true, out var given) ? given : default;
        using var activity = Source.StartActivity(
            name,
            ActivityKind.Consumer,
            cause,
            tags: [new("weatherkd.subject", subject)],
            startTime: startedAt);
    }

    /// <summary>A file was read to its end.</summary>
    /// <param name="container">Where it arrived, e.g. <c>observations</c>.</param>
    /// <param name="quarantined">Whether it ended in quarantine.</param>
    /// <param name="rows">Rows stored.</param>
    /// <param name="rejected">Values or rows that quality control took out.</param>
    public static void FileIngested(string container, bool quarantined, long rows = 0, long rejected = 0)
    {
        var where = new KeyValuePair<string, object?>("container", container);
        FilesIngested.Add(1, where, new("ended", quarantined ? "quarantine" : "store"));
        RowsStored.Add(rows, where);
        RowsRejected.Add(rejected, where);
    }

    /// <summary>A dataset was aligned for a model.</summary>
    public static void DatasetAligned(string model, int trainingWindows, int verificationWindows)
    {
        Windows.Record(trainingWindows, new("model", model), new("part", "training"));
        Windows.Record(verificationWindows, new("model", model), new("part", "verification"));
    }

    /// <summary>An epoch ended.</summary>
    /// <param name="variant">How the student uses its teacher, in lower case.</param>
    /// <param name="epoch">1-based.</param>
    /// <param name="trainingRmse">RMSE over normalised variables on training windows; null where it was not taken.</param>
    /// <param name="validationRmse">The same on validation windows.</param>
    public static void EpochEnded(string variant, int epoch, double? trainingRmse, double? validationRmse)
    {
        var how = new KeyValuePair<string, object?>("variant", variant);
        Epochs.Record(epoch, how);
        Record(trainingRmse, "training");
        Record(validationRmse, "validation");

        void Record(double? rmse, string part)
        {
            if (rmse is { } known)
            {
                Rmse.Record(known, how, new("part", part));
            }
        }
    }

    /// <summary>A retraining ended. Counted where it gives its slot back; a crash in just that moment counts it twice.</summary>
    /// <param name="model">The numerical model.</param>
    /// <param name="verdict">How it ended, e.g. <c>Promoted</c>.</param>
    public static void RetrainingEnded(string model, string verdict) =>
        Retrainings.Add(1, new("model", model), new("verdict", verdict.ToLowerInvariant()));

    /// <summary>Another student went into service.</summary>
    /// <param name="act">The act, e.g. <c>Promotion</c>.</param>
    public static void StudentPromoted(string act) => Promotions.Add(1, new KeyValuePair<string, object?>("act", act.ToLowerInvariant()));

    /// <summary>A forecast was served.</summary>
    /// <param name="duration">From request to answer.</param>
    /// <param name="withTeacher">Whether a model run took part.</param>
    public static void ForecastServed(TimeSpan duration, bool withTeacher) =>
        ForecastDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("teacher", withTeacher));
}
