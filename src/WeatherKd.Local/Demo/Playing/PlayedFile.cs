namespace WeatherKd.Local.Demo.Playing;

/// <summary>A GRIB2 file of one lead with all fields, and its indices.</summary>
internal sealed class PlayedFile
{
    private PlayedFile(byte[] content, string idx, string index)
    {
        Content = content;
        Idx = idx;
        Index = index;
    }

    /// <summary>The file.</summary>
    public byte[] Content { get; }

    /// <summary>Its index as wgrib2 writes it.</summary>
    public string Idx { get; }

    /// <summary>Its index as ECMWF writes it.</summary>
    public string Index { get; }

    /// <summary>Puts a file together of messages in the order of <see cref="PlayedField.All"/>.</summary>
    public static PlayedFile Of(DateTimeOffset run, int lead, IReadOnlyList<byte[]> messages)
    {
        var (idx, index, start) = (new List<string>(), new List<string>(), 0);
        for (var i = 0; i < messages.Count; i++)
        {
            var field = PlayedField.All[i];
            idx.Add($"{i + 1}:{start}:d={run:yyyyMMddHH}:{field.Ncep}:{(lead == 0 ? "anl" : $"{lead} hour fcst")}:");
            index.Add(
                $"{{\"domain\": \"g\", \"date\": \"{run:yyyyMMdd}\", \"time\": \"{run:HHmm}\", \"expver\": \"0001\", \"class\": \"od\", "
                + $"\"type\": \"fc\", \"stream\": \"{(run.Hour % 12 == 0 ? "oper" : "scda")}\", "
                + $"\"step\": \"{lead}\", \"levtype\": \"sfc\", \"param\": \"{field.Ecmwf}\", \"_offset\": {start}, \"_length\": "
                + $"{messages[i].Length}}}");
            start += messages[i].Length;
        }

        return new PlayedFile([.. messages.SelectMany(m => m)], string.Join('\n', idx) + "\n", string.Join('\n', index) + "\n");
    }
}
