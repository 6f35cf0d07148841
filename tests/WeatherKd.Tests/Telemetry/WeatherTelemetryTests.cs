using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Students;
using WeatherKd.Telemetry;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Telemetry;

public sealed partial class WeatherTelemetryTests
{
    /// <summary>The example of the W3C Trace Context recommendation, section 3.2.</summary>
    private const string Carried = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public void MeasurementsKeepTheirPublishedNames()
    {
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "WeatherKd")
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((i, _, _, _) => Note(i));
        listener.SetMeasurementEventCallback<int>((i, _, _, _) => Note(i));
        listener.SetMeasurementEventCallback<double>((i, _, _, _) => Note(i));
        listener.Start();

        WeatherTelemetry.FileIngested("observations", quarantined: false, rows: 24, rejected: 1);
        WeatherTelemetry.DatasetAligned("ldaps", 1000, 100);
        WeatherTelemetry.EpochEnded("guided", 1, 0.6, 0.5);
        WeatherTelemetry.RetrainingEnded("ldaps", nameof(RetrainingVerdict.Promoted));
        WeatherTelemetry.StudentPromoted(nameof(ServiceAct.Promotion));
        WeatherTelemetry.ForecastServed(TimeSpan.FromMilliseconds(3), withTeacher: true);

        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "weatherkd.files.ingested",
                "weatherkd.rows.stored",
                "weatherkd.rows.rejected",
                "weatherkd.windows",
                "weatherkd.training.epoch",
                "weatherkd.training.rmse", "weatherkd.retrainings", "weatherkd.promotions", "weatherkd.forecast.duration",
            },
            seen.ToHashSet(StringComparer.Ordinal));

        void Note(Instrument instrument)
        {
            lock (seen)
            {
                seen.Add(instrument.Name);
            }
        }
    }

    [Fact]
    public void EveryMeasurementOfTheCodeStandsInTheDocumentsAndViceVersa()
    {
        var code = Directory.EnumerateFiles(RepositoryRoot.Of("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Instrument().Matches(File.ReadAllText(f)).Select(m => m.Groups["name"].Value));
        var documented = File.ReadLines(RepositoryRoot.Of("docs", "operations.md"))
            .Where(l => l.StartsWith("| `weatherkd.", StringComparison.Ordinal))
            .SelectMany(l => DocumentedName().Matches(l.Split('|')[1]).Select(m => m.Groups["name"].Value));

        Assert.Equal(code.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryStepIsToldWhichInstanceAndTraceItsWorkBelongsTo() => Assert.All(
        typeof(RetrainingSteps).GetProperties()
            .Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(WorkflowStep<,>))
            .Select(p => p.PropertyType.GetGenericArguments()[0]),
        input => Assert.True(input == typeof(SlotRequest) || input.IsAssignableTo(typeof(ISlotWork)), input.Name));

    [Fact]
    public void ASpanOfAnotherTraceIsLinkedAndTheCarriedTraceGoesOn()
    {
        using var listener = Listen();
        using var delivery = new Activity("delivery of a message").Start();

        using var activity = WeatherTelemetry.Begin("step AlignDataset", "retrain-ldaps", Carried);

        Assert.Equal("00f067aa0ba902b7", activity!.ParentSpanId.ToHexString());
        Assert.Equal(delivery.Context, Assert.Single(activity.Links).Context);
    }

    [Fact]
    public void WithinItsOwnTraceASpanContinuesTheNearestOne()
    {
        using var listener = Listen();
        using var near = WeatherTelemetry.Begin("retraining", "retrain-ldaps", Carried);

        using var activity = WeatherTelemetry.Begin("step AlignDataset", "retrain-ldaps", Carried);

        Assert.Equal(near!.SpanId, activity!.ParentSpanId);
        Assert.Empty(activity.Links);
    }

    [Fact]
    public void ATrainingProcessContinuesTheTraceOfWhatStartedIt()
    {
        using var listener = Listen();

        using var activity = WeatherTelemetry.Begin("train", "job", Carried);

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", activity!.TraceId.ToHexString());
        Assert.Equal("00f067aa0ba902b7", activity.ParentSpanId.ToHexString());
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WeatherTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    [GeneratedRegex(
        @"\bCreate(Counter|Histogram|UpDownCounter|Gauge|Observable\w+)(<\w+>)?\(\s*""(?<name>weatherkd\.[a-z.]+)""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Instrument();

    [GeneratedRegex("`(?<name>weatherkd[a-z.]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex DocumentedName();
}
