namespace WeatherKd.Settings;

/// <summary>What somebody may have meant who wrote a name that nobody has.</summary>
public static class NearNames
{
    /// <summary>The name with the fewest changes, letter case aside; null where each differs in more than a third of its letters.</summary>
    /// <param name="given">What was written.</param>
    /// <param name="names">What there is.</param>
    public static string? Nearest(string given, IEnumerable<string> names) => names
        .Select(name => (Name: name, Changes: Distance(name, given)))
        .Where(n => n.Changes <= Math.Max(n.Name.Length, given.Length) / 3)
        .OrderBy(n => n.Changes)
        .ThenBy(n => n.Name, StringComparer.Ordinal)
        .Select(n => n.Name)
        .FirstOrDefault();

    /// <summary>
    /// Changes from one text to the other: letters put in, left out, replaced, and neighbours exchanged (optimal string alignment); letter
    /// case does not count.
    /// </summary>
    public static int Distance(string a, string b)
    {
        var (twoBefore, before, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            (twoBefore, before, row) = (before, row, twoBefore);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = IsSame(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(before[j], row[j - 1]) + 1, before[j - 1] + change);
                if (i > 1 && j > 1 && IsSame(a[i - 1], b[j - 2]) && IsSame(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], twoBefore[j - 2] + 1);
                }
            }
        }

        return row[b.Length];
    }

    private static bool IsSame(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
