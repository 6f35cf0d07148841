using WeatherKd.Series;

namespace WeatherKd.Verification;

/// <summary>
/// The rows that one variable is scored on: truth, and what each system forecast for it. Every system has a value on every row, so that all
/// are compared on the same rows. System 0 is the student under examination. Rows beyond those of a chunk lie in a temporary file, so that
/// memory does not grow with them. Not thread-safe.
/// </summary>
public sealed class VerifiedRows : IDisposable
{
    /// <summary>Rows of a chunk: with a dozen systems some 8 MB.</summary>
    private const int ChunkRows = 1 << 16;

    /// <summary>Rows of the first chunk, which takes what most tests and small verifications have.</summary>
    private const int FewRows = 1 << 10;

    private readonly SortedSet<string> _lacking = new(StringComparer.Ordinal);
    private RowChunk _last;
    private FileStream? _file;
    private int _chunksInFile;

    /// <summary>No rows yet.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="systems">Names of the systems; the first is the student.</param>
    /// <param name="levels">Probability levels of the student's quantiles; empty where it has none.</param>
    public VerifiedRows(string variable, IReadOnlyList<string> systems, IReadOnlyList<double> levels)
    {
        Variable = variable;
        Systems = systems;
        Levels = levels;
        _last = new RowChunk(FewRows, systems.Count, levels.Count);
    }

    /// <summary>The variable.</summary>
    public string Variable { get; }

    /// <summary>Names of the systems; the first is the student.</summary>
    public IReadOnlyList<string> Systems { get; }

    /// <summary>Probability levels of the student's quantiles, ascending.</summary>
    public IReadOnlyList<double> Levels { get; }

    /// <summary>Number of rows.</summary>
    public long Count { get; private set; }

    /// <summary>First forecast origin of a row; meaningless where there is none.</summary>
    public Hour FirstOrigin { get; private set; } = Hour.MaxValue;

    /// <summary>Last forecast origin of a row.</summary>
    public Hour LastOrigin { get; private set; } = Hour.MinValue;

    /// <summary>Longest lead time of a row, in h.</summary>
    public int LongestLead { get; private set; }

    /// <summary>Rows with an observation that count for no system, because one of them has no forecast there.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Names of the systems that lacked a forecast in those rows, sorted.</summary>
    public IReadOnlyCollection<string> Lacking => _lacking;

    /// <summary>
    /// The rows, some at a time, in the order in which they were added. A chunk is overwritten by the next; no row may be added meanwhile.
    /// </summary>
    public IEnumerable<RowChunk> Chunks()
    {
        if (_file is not null)
        {
            var chunk = new RowChunk(ChunkRows, Systems.Count, Levels.Count);
            _file.Position = 0;
            for (var i = 0; i < _chunksInFile; i++)
            {
                chunk.Read(_file);
                yield return chunk;
            }
        }

        yield return _last;
    }

    /// <summary>
    /// Adds a row; one where truth, any forecast or any quantile is missing is left out, and counted where there is a truth.
    /// </summary>
    /// <param name="station">Index of its station.</param>
    /// <param name="origin">Forecast origin.</param>
    /// <param name="lead">Lead time, in h.</param>
    /// <param name="truth">What was observed.</param>
    /// <param name="forecasts">What each system forecast.</param>
    /// <param name="quantiles">The student's quantiles, as many as there are levels.</param>
    /// <returns>Whether the row counts.</returns>
    public bool Add(int station, Hour origin, int lead, float truth, ReadOnlySpan<float> forecasts, ReadOnlySpan<float> quantiles)
    {
        if (float.IsNaN(truth) || IsLeftOut(forecasts, quantiles))
        {
            return false;
        }

        if (_last.IsFull)
        {
            MakeRoom();
        }

        _last.Add(station, origin, lead, truth, forecasts, quantiles);
        Count++;
        (FirstOrigin, LastOrigin, LongestLead) = (Hour.Min(FirstOrigin, origin), Hour.Max(LastOrigin, origin), Math.Max(LongestLead, lead));
        return true;
    }

    /// <summary>Takes over what other rows of this variable left out.</summary>
    internal void LeaveOut(VerifiedRows others)
    {
        LeftOut += others.LeftOut;
        _lacking.UnionWith(others.Lacking);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>A file without a name, where the system has such: nothing of it is left however the process ends.</summary>
    private static FileStream NewFile()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 1 << 16,
            FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }

    private void MakeRoom()
    {
        if (Count < ChunkRows)
        {
            var larger = new RowChunk(Count == FewRows ? ChunkRows / 8 : ChunkRows, Systems.Count, Levels.Count);
            larger.CopyFrom(_last);
            _last = larger;
            return;
        }

        _file ??= NewFile();
        _file.Seek(0, SeekOrigin.End);
        _last.Write(_file);
        _chunksInFile++;
        _last.Clear();
    }

    private bool IsLeftOut(ReadOnlySpan<float> forecasts, ReadOnlySpan<float> quantiles)
    {
        var lacks = false;
        for (var s = 0; s < forecasts.Length; s++)
        {
            if (!float.IsFinite(forecasts[s]))
            {
                lacks = true;
                _lacking.Add(Systems[s]);
            }
        }

        foreach (var quantile in quantiles)
        {
            if (!float.IsFinite(quantile))
            {
                lacks = true;
                _lacking.Add(Systems[0]);
            }
        }

        LeftOut += lacks ? 1 : 0;
        return lacks;
    }
}
