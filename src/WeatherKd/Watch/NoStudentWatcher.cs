using WeatherKd.Alarms;

namespace WeatherKd.Watch;

/// <summary>Observations come, and no student is in service.</summary>
public sealed class NoStudentWatcher : IWatcher
{
    /// <inheritdoc cref="IWatcher.Kind"/>
    public static readonly AlarmKind Kind = new("NoStudent");

    AlarmKind IWatcher.Kind => Kind;

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
