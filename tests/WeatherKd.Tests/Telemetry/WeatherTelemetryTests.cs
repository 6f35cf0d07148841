using System.Diagnostics;
using System.Diagnostics.Metrics;
using WeatherKd.Retraining;
using WeatherKd.Telemetry;

namespace WeatherKd.Tests.Telemetry;

public sealed class WeatherTelemetryTests
{
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
        WeatherTelemetry.EpochEnded("guided", new TrainingProgress(1, 0.6, 0.5, 1e-3, 2, 500));
        WeatherTelemetry.RetrainingEnded("ldaps", RetrainingVerdict.Promoted);
        WeatherTelemetry.ForecastServed(TimeSpan.FromMilliseconds(3), withTeacher: true);

        // The README's table of measurements.
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "weatherkd.files.ingested", "weatherkd.rows.stored", "weatherkd.rows.rejected", "weatherkd.windows", "weatherkd.training.epoch",
                "weatherkd.training.rmse", "weatherkd.retrainings", "weatherkd.forecast.duration",
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
    public void ATrainingProcessContinuesTheTraceOfWhatStartedIt()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WeatherTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);

        // The example of the W3C Trace Context recommendation, section 3.2.
        using var activity = WeatherTelemetry.Begin("train", "job", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", activity!.TraceId.ToHexString());
        Assert.Equal("00f067aa0ba902b7", activity.ParentSpanId.ToHexString());
    }
}
