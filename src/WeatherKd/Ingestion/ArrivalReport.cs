using WeatherKd.Storage;

namespace WeatherKd.Ingestion;

/// <summary>The result so far of handling a file.</summary>
internal sealed class ArrivalReport
{
    /// <summary>The parts of the file that could not be used; none where the file itself is sound.</summary>
    public UnreadParts Unread { get; } = new("parts");

    /// <summary>
    /// Problems of a sound file with its surroundings, such as an unknown station: reported, but no reason for quarantine.
    /// </summary>
    public List<InputFormatException> Notices { get; } = [];

    /// <summary>Rows stored.</summary>
    public long Rows { get; set; }

    /// <summary>Values that quality control rejected.</summary>
    public long RejectedValues { get; set; }

    /// <summary>Adds a problem that was found.</summary>
    public void Add(InputFormatException problem)
    {
        if (problem.FileIsSound)
        {
            Notices.Add(problem);
        }
        else
        {
            Unread.Add(problem);
        }
    }
}
