using System.Globalization;
using System.Text;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>A write at which a host can be killed.</summary>
/// <param name="Name">What is written.</param>
/// <param name="Number">1-based: the how-manieth write of this in the account's life.</param>
internal sealed record KillPoint(string Name, int Number);

/// <summary>Where hosts were killed and what was left, over all lives, of which several are lived at once.</summary>
internal sealed class KillTally(IReadOnlyList<KillPoint> points)
{
    private readonly HashSet<KillPoint> _known = [.. points];
    private readonly HashSet<KillPoint> _hit = [];
    private int _lives;
    private int _files;
    private int _lost;
    private int _extra;

    /// <summary>Hosts killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Differences found.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>Writes between two kills of a life.</summary>
    public int Apart(int kills) => points.Count / kills;

    /// <summary>The points of one life: spread evenly over the whole of it; the next life has those beside them.</summary>
    public HashSet<KillPoint> Targets(int life, int kills)
    {
        var step = Apart(kills);
        var shift = ((step / 2) + (life * Golden)) % step;
        return [.. Enumerable.Range(0, kills).Select(i => points[(i * step) + shift])];
    }

    /// <summary>Whether an undisturbed life has a write at which no host was killed yet.</summary>
    public bool IsNew(KillPoint point)
    {
        lock (_hit)
        {
            return _known.Contains(point) && !_hit.Contains(point);
        }
    }

    /// <summary>Notes a kill. True where storage is to have the write first: every second time.</summary>
    public bool Note(KillPoint point)
    {
        lock (_hit)
        {
            _hit.Add(point);
            return Kills++ % 2 == 1;
        }
    }

    /// <summary>Notes the end of a life.</summary>
    public void NoteLife(int files, IReadOnlyList<string> differences)
    {
        lock (_hit)
        {
            _lives++;
            _files += files;
            _lost += differences.Count(d => d.StartsWith("lacks ", StringComparison.Ordinal));
            _extra += differences.Count(d => d.StartsWith("has ", StringComparison.Ordinal));
            Wrong.AddRange(differences);
        }
    }

    /// <summary>The figures, as a table.</summary>
    public string Table(TimeSpan time)
    {
        var table = new StringBuilder(
            "| kills | at different writes, of all | accounts | files | lost | duplicated | wrong | time |\n| --- | --- | --- | --- | --- "
            + "| --- | --- | --- |\n");
        table.Append(
            CultureInfo.InvariantCulture,
            $"| {Kills} | {_hit.Count(_known.Contains)} of {points.Count} | {_lives} | {_files} | {_lost} | {_extra} | "
            + $"{Wrong.Count - _lost - _extra} | {time.TotalMinutes:F0} min |");
        return table.ToString();
    }

    /// <summary>Writes the figures into <c>docs/operations.md</c>, between their markers.</summary>
    public void WriteToDocument(TimeSpan time) => DocumentTable.Write("operations.md", "kills", Table(time));

    /// <summary>Without a common divisor with most steps, so that neighbouring lives kill far from each other.</summary>
    private const int Golden = 13;
}
