namespace WeatherKd.Feeds.Settings;

/// <summary>The known name that a misspelt one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>The name at the least Levenshtein distance, letters' case aside.</summary>
    /// <param name="given">What was written.</param>
    /// <param name="known">The names there are; at least one.</param>
    public static string Of(string given, IEnumerable<string> known) => known.MinBy(k => Distance(given.ToLowerInvariant(), k.ToLowerInvariant()))!;

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
