namespace WeatherKd.Variables;

/// <summary>Looks names up in lists of a few: variables, stations.</summary>
public static class NameList
{
    /// <summary>Index of a name, or -1 where it is not in the list.</summary>
    public static int IndexOf(this IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
