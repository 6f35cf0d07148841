using System.Globalization;

namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>The environment variables that lengthen a test.</summary>
internal static class LongRunSwitch
{
    /// <summary>Reads one.</summary>
    /// <param name="variable">Its name.</param>
    /// <param name="size">The length that it asks for; 0 where it asks for none.</param>
    /// <returns>Whether it is set to a number.</returns>
    public static bool TryRead(string variable, out int size) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out size);
}
