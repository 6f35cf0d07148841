using System.Text.Json;
using WeatherKd.Local.Errors;
using WeatherKd.Storage;

namespace WeatherKd.Local.Storage;

/// <summary>
/// The ownership of a data folder: one process at a time has it, and with it the folder's Azurite. The operating system lets it go with the
/// process, however that ends; the process's number stands beside it in <c>owner.json</c>. Safe between processes, and between threads of
/// one.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string LockName = "owner.lock";
    private const string OwnerName = "owner.json";

    /// <summary>
    /// Errors by which a system says that somebody else has the file: EWOULDBLOCK of Linux and macOS, sharing and lock violation of
    /// Windows.
    /// </summary>
    private static readonly HashSet<int> TakenErrors = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    private readonly FileStream _file;
    private readonly string _owner;

    private FolderLock(FileStream file, string owner)
    {
        _file = file;
        _owner = owner;
    }

    /// <summary>Takes a folder, which is made if need be.</summary>
    /// <returns>Null where another process has it.</returns>
    /// <exception cref="ExternalFailureException">It cannot be made or written to.</exception>
    public static FolderLock? TryTake(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var file = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var owner = Path.Combine(folder, OwnerName);
            File.WriteAllText(owner, JsonSerializer.Serialize(new Owner(Environment.ProcessId), WeatherJson.Compact));
            return new FolderLock(file, owner);
        }
        catch (IOException e) when (TakenErrors.Contains(e.HResult))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExternalFailureException(
                $"The data folder {Path.GetFullPath(folder)} cannot be made or written to ({e.Message.TrimEnd('.')}); name another with "
                + $"--data-folder.",
                e);
        }
    }

    /// <summary>The process that has the folder, as it wrote itself; null where it has not written yet.</summary>
    public static int? OwnerOf(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<Owner>(File.ReadAllText(Path.Combine(folder, OwnerName)), WeatherJson.Compact)?.ProcessId;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a file belongs to the ownership and not to what the folder holds.</summary>
    public static bool IsOwn(string path) => Path.GetFileName(path) is LockName or OwnerName;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The lock's own file stays: removed, another process could lock the one that replaces it beside one that waits on this.
        File.Delete(_owner);
        _file.Dispose();
    }

    private sealed record Owner(int ProcessId);
}
