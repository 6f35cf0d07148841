using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WeatherKd.Series;

namespace WeatherKd.Alignment;

/// <summary>
/// Which windows of a record are kept where it has more than a training can use: a share that is halved as often as needed. A window's fate
/// is its station's and origin's alone, so that the same windows are left whatever is aligned where, and each smaller share is a part of
/// the larger ones.
/// </summary>
/// <param name="Halvings">How often the share was halved; 0 keeps all, 63 at most.</param>
public readonly record struct WindowShare(int Halvings)
{
    /// <summary>Part of every window's hash; another number would keep other windows.</summary>
    private const string Seed = "windows 1";

    /// <summary>The largest share that leaves no more than a maximum.</summary>
    /// <param name="windows">Windows that there are, ≥ 0.</param>
    /// <param name="maximum">Windows that may be left, ≥ 1.</param>
    public static WindowShare Of(long windows, long maximum)
    {
        var halvings = 0;
        while ((windows >> halvings) > maximum)
        {
            halvings++;
        }

        return new WindowShare(halvings);
    }

    /// <summary>The windows of a station that are kept.</summary>
    /// <param name="station">The station's id.</param>
    /// <returns>Whether the window of an origin is.</returns>
    public Func<Hour, bool> KeptOf(string station)
    {
        if (Halvings == 0)
        {
            return _ => true;
        }

        var hash = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Seed}\n{station}")));
        var beyond = 64 - Halvings;
        return origin => Mix(hash + unchecked((ulong)origin.SinceEpoch * 0x9E3779B97F4A7C15)) >> beyond == 0;
    }

    /// <summary>SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014): all bits of the result depend on all bits given.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
