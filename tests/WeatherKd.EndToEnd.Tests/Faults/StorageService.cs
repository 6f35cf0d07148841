namespace WeatherKd.EndToEnd.Tests.Faults;

/// <summary>The services of an account that hosts use.</summary>
internal enum StorageService
{
    /// <summary>All that the domain keeps.</summary>
    Blob,

    /// <summary>The workflow engine's messages.</summary>
    Queue,

    /// <summary>The workflow engine's histories, instances and leases.</summary>
    Table,
}
