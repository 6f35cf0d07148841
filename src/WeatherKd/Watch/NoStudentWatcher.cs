using WeatherKd.Alarms;

namespace WeatherKd.Watch;

/// <inheritdoc cref="AlarmKind.NoStudent"/>
public sealed class NoStudentWatcher : IWatcher
{
    /// <inheritdoc/>
    public AlarmKind Kind => AlarmKind.NoStudent;

    /// <inheritdoc/>
    /// <remarks>Without a student there is no model either; where nothing has arrived yet, none is expected.</remarks>
    public IEnumerable<Alarm> Look(WatchedRecord record) => record is { Model: null, Observations.Count: > 0 }
        ? [new Alarm(
            Kind,
            "service",
            "No student can be read that is in service, so nothing is forecast. The first one comes with the first complete model run: "
                + "look for its files in quarantine, and at the newest retraining.",
            record.Now)]
        : [];
}
