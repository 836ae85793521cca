using Microsoft.ML.Data;

/// <summary>What the clustering makes of a ticket.</summary>
internal sealed class ClusteredTicket : Ticket
{
    /// <summary>Gets or sets the cluster, from 1 on.</summary>
    [ColumnName("PredictedLabel")]
    public uint Cluster { get; set; }

    /// <summary>Gets or sets the place on a map of two dimensions.</summary>
    [VectorType(2)]
    public float[] Place { get; set; } = [];
}
