namespace WeatherKd.Storage;

/// <summary>
/// A folder for files that live no longer than the work on them. Each process has its own; what a killed one left is removed at the next
/// start.
/// </summary>
public sealed class WorkFolder : IDisposable
{
    private const string Prefix = "weatherkd-";
    private readonly string _path;
    private int _next;

    /// <summary>Makes a folder below the system's temporary folder, or below <paramref name="parent"/>.</summary>
    public WorkFolder(string? parent = null)
    {
        parent ??= Path.GetTempPath();
        RemoveAbandoned(parent);
        _path = Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_path);
    }

    /// <summary>A path that no other file of this process has. It names nothing of what was given from outside.</summary>
    public string NewPath() => Path.Combine(_path, Interlocked.Increment(ref _next).ToString());

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    private static void RemoveAbandoned(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*-*"))
        {
            var id = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(id, out var process) && process != Environment.ProcessId && !IsRunning(process))
            {
                try
                {
                    Directory.Delete(folder, recursive: true);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // Somebody else removes it at this moment, or it is another user's: it takes room, nothing more.
                    continue;
                }
            }
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
