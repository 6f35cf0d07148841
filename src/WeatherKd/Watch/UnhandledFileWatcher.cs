using WeatherKd.Alarms;
using WeatherKd.Storage;

namespace WeatherKd.Watch;

/// <summary>Files that arrived are neither in store nor in quarantine, and handling them keeps failing.</summary>
public sealed class UnhandledFileWatcher : IWatcher
{
    /// <inheritdoc cref="IWatcher.Kind"/>
    public static readonly AlarmKind Kind = new("UnhandledFile");

    AlarmKind IWatcher.Kind => Kind;

    /// <inheritdoc/>
    public IEnumerable<Alarm> Look(WatchedRecord record) => record.Unhandled.Select(files => new Alarm(
        Kind,
        files.Container,
        $"Handling keeps failing for {files.Count} files of {files.Container}; the oldest, {files.Example}, arrived at "
        + $"{UtcTime.Format(files.ArrivedAt)} and was tried {files.Tries} times. "
            + $"Last: {files.Reason} They are tried again each hour; look at the log, and at what storage answers.",
        record.Now));
}
