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

    /// <summary>Levenshtein's distance, in one row; letter case does not count.</summary>
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
