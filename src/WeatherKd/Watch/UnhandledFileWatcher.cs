using WeatherKd.Alarms;
using WeatherKd.Storage;

namespace WeatherKd.Watch;

/// <inheritdoc cref="AlarmKind.UnhandledFile"/>
public sealed class UnhandledFileWatcher : IWatcher
{
    /// <inheritdoc/>
    public AlarmKind Kind => AlarmKind.UnhandledFile;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record) => record.Unhandled.Select(files => new Alarm(
        Kind,
        files.Container,
        $"Handling keeps failing for {files.Count} files of {files.Container}; the oldest, {files.Example}, arrived at "
        + $"{UtcTime.Format(files.ArrivedAt)} and was tried {files.Tries} times. "
            + $"Last: {files.Reason} They are tried again each hour; look at the log, and at what storage answers.",
        record.Now));
}
