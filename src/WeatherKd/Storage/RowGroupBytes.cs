using Parquet;

namespace WeatherKd.Storage;

/// <summary>Where the columns of a row group lie in its file.</summary>
internal static class RowGroupBytes
{
    /// <summary>The span from the group's first column to its last.</summary>
    public static ByteSpan Of(ParquetReader reader, int group)
    {
        var chunks = reader.Metadata!.RowGroups[group].Columns.Select(c => c.MetaData!).ToList();
        var first = chunks.Min(First);
        var end = chunks.Max(c => First(c) + c.TotalCompressedSize);
        return new ByteSpan(first, checked((int)(end - first)));
    }

    /// <summary>A column begins with its dictionary where it has one.</summary>
    private static long First(Parquet.Meta.ColumnMetaData column) =>
        column.DictionaryPageOffset is { } dictionary and > 0 ? Math.Min(dictionary, column.DataPageOffset) : column.DataPageOffset;
}
