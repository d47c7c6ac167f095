#ifndef __NCR710_SCSI_H
#define __NCR710_SCSI_H

struct disk_op_s;
int ncr710_scsi_process_op(struct disk_op_s *op);
void ncr710_scsi_setup(void);

#endif /* __NCR710_SCSI_H */
